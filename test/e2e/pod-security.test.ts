import { join } from 'node:path';
import { App, Chart, Size, Testing } from 'cdk8s';
import {
  EnvoySidecar,
  RestateAdmin,
  RestateCloudEnvironment,
  RestateCluster,
  RestateConfig,
  RestateDeployment,
  RestateIdentity,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import { objectsOf, run } from '../cli/run';
import { writtenPods } from '../core/written-pods';
import type { WrittenPod } from '../core/written-pods';
import { Cluster } from './harness/cluster/cluster';
import { KubeError } from './harness/cluster/kube-client';

const cluster = Cluster.connect();
const { client } = cluster;

const NAMESPACE = 'restricted';
const INPUT = join(__dirname, '../cli/render/input/restricted.yaml');

beforeAll(async () => {
  await cluster.createNamespace(NAMESPACE);
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await client.patch(`/api/v1/namespaces/${NAMESPACE}`, { metadata: { labels } });
});

afterAll(() => cluster.deleteNamespace(NAMESPACE));

/** Each kind of pod that constructs write, with everything that puts a container into one. */
function everyPod(): any[] {
  const chart = new Chart(new App({ outdir: Testing.app().outdir }), 'app');
  const restate = new RestateCluster(chart, 'restate', {
    autoProvision: true,
    compute: { replicas: 3, image: 'restatedev/restate:1.7' },
    storage: { size: Size.gibibytes(1) },
    config: RestateConfig.raft(),
    security: {
      identity: RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/restate', {
        eksClusterName: 'eks',
      }),
      serviceAccountAnnotations: {
        'iam.gke.io/gcp-service-account': 'restate@example-project.iam.gserviceaccount.com',
      },
      trustedCaCerts: [{ secretName: 'ca', key: 'ca.pem' }],
      waitForCredentials: true,
    },
    platform: { gcpWorkloadIdentity: true },
  });
  new EnvoySidecar(chart, 'envoy', { cluster: restate });
  const cloud = new RestateCloudEnvironment(chart, 'cloud', {
    namespace: 'jobs',
    environmentId: 'env_00000000000000000000000000',
    region: 'eu',
    signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
    bearerToken: { name: 'token', key: 'token' },
  });
  const deployment = (namespace: string, admin: RestateAdmin, mode: RestateRuntimeMode) =>
    new RestateDeployment(chart, namespace, {
      namespace,
      admin,
      runtime: new RestateRuntime(chart, `${namespace}-runtime`, { namespace, mode }),
      template: { spec: { containers: [{ name: 'service', image: 'service:1' }] } },
    });
  deployment('jobs', RestateAdmin.fromCloud(cloud), RestateRuntimeMode.jobs());
  deployment('watch', RestateAdmin.fromCluster(restate), RestateRuntimeMode.deployment());
  return chart.toJson();
}

/** What the API server says to pods of these templates; nothing is stored. */
async function refusals(pods: readonly WrittenPod[]): Promise<string[]> {
  const accounts = new Set(pods.map(({ template }) => template.spec.serviceAccountName));
  for (const name of accounts) {
    const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
    if (name === undefined || (await client.find(`${path}/${name}`))) continue;
    await client.create(path, { metadata: { name } });
  }
  const said = await Promise.all(
    pods.map(async ({ owner, template: { metadata, spec } }) => {
      const pod = { metadata: { ...metadata, name: 'dry-run' }, spec: started(spec) };
      try {
        await client.create(`/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`, pod);
        return [];
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        return [`${owner}: ${error.body.message}`];
      }
    }),
  );
  return said.flat();
}

/** What a StatefulSet adds to a pod: the volumes of its claims. */
function started(spec: any): any {
  const named = new Set((spec.volumes ?? []).map(({ name }: any) => name));
  const claimed = spec.containers[0].volumeMounts?.filter(({ name }: any) => !named.has(name));
  const volumes = (claimed ?? []).map(({ name }: any) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  return { ...spec, volumes: [...(spec.volumes ?? []), ...volumes] };
}

const containersOf = (pods: readonly WrittenPod[]) =>
  pods.flatMap(({ template: { spec } }) =>
    [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name),
  );

test('a namespace that enforces the restricted Pod Security Standard takes every pod', async () => {
  const pods = writtenPods(everyPod());
  expect([...new Set(containersOf(pods))].sort()).toEqual([
    'aws-credentials',
    'canary',
    'combine-ca-certs',
    'envoy',
    'google-credentials',
    'reconcile',
    'restate',
    'restate-cloud-tunnel-client',
  ]);
  expect(await refusals(pods)).toEqual([]);
});

const rendered = async (...flags: string[]) => {
  const { status, stdout } = await run(['render', '--gcp-workload-identity', ...flags, INPUT]);
  expect(status).toBe(0);
  return writtenPods(objectsOf(stdout));
};

test('it takes every pod of render with --restricted-pod-security', async () => {
  const pods = await rendered('--restricted-pod-security');
  expect(containersOf(pods)).toContain('canary');
  expect(await refusals(pods)).toEqual([]);
});

test('it refuses those that render keeps as the operator has them', async () => {
  const refused = await refusals(await rendered());
  expect(refused.every((text) => text.includes('violates PodSecurity "restricted:latest"'))).toBe(
    true,
  );
  expect([...new Set(refused.map((text) => text.split(/[/:]/)[0]))].sort()).toEqual([
    'Deployment',
    'Job',
    'StatefulSet',
  ]);
});
