import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { expectPlanOfNothing, planOf, useKubectl } from './harness/command-line';
import {
  applyObjects,
  exampleCluster,
  exampleObjects,
  printTimes,
  runExample,
} from './harness/example-run';
import type { ExampleTimes } from './harness/example-run';
import { makeCertificate } from './harness/machine/certificate';
import { envoyImage, nodeImage, serviceImage } from './harness/node/images';
import type { NodeOptions } from './harness/node/node';
import { describeOnNode, useFixture, useRestate } from './harness/on-node';
import { adminProxy } from './harness/restate/admin-proxy';
import { CLUSTER_IMAGES } from './harness/restate/cluster-app';
import { RestateCloud } from './harness/restate/restate-cloud';
import { waitUntil } from './harness/wait';
import type { RuntimeView } from '../../src/cli/status/runtimes';
import { run } from '../cli/run';

const cluster = Cluster.connect();
useKubectl();

const TOKEN = 'key_of-the-examples';
const SERVICES = 'services';
/** What the examples leave to their users, in the namespace of their services. */
const SECRETS = ['restate-admin', 'restate-cloud'];

interface Example {
  readonly name: string;
  /** Where its services are registered. */
  readonly at: 'its own cluster' | 'a cluster of another app' | 'a server outside';
  readonly services: string[];
}

const EXAMPLES: Example[] = [
  { name: 'quickstart', at: 'its own cluster', services: ['Greeter'] },
  { name: 'versioned-service', at: 'a cluster of another app', services: ['Greeter', 'Cart'] },
  { name: 'plain-deployment', at: 'a cluster of another app', services: ['Greeter'] },
  { name: 'envoy-sidecar', at: 'its own cluster', services: ['Greeter'] },
  { name: 'service-mesh', at: 'its own cluster', services: ['Greeter'] },
  { name: 'autoscaled-service', at: 'a server outside', services: ['Greeter'] },
  { name: 'cloud', at: 'a server outside', services: ['Greeter', 'Cart'] },
];

const { folder } = cluster.access;
/** Of the server outside. */
const ADMIN = 'http://10.0.2.1:9070';

const cloud = useFixture(
  () =>
    new RestateCloud(folder, {
      environmentId: 'env_201j05r9g0f12ygtphdszbb4scp',
      region: 'eu',
      token: TOKEN,
      admin: ADMIN,
    }),
  (started) => started.stop(),
);

const onNode = (): NodeOptions => ({
  images: {
    ...CLUSTER_IMAGES,
    'docker.io/library/node': cloud.nodeImage(),
    'registry.example/library/node': nodeImage(),
    'envoyproxy/envoy': envoyImage(),
    'path.to/yourrepo': serviceImage('greeter.mjs'),
    'registry.example/greeter': serviceImage('greeter.mjs'),
    // One script for two examples: in that of the cloud it holds a tunnel.
    'registry.example/cart': cloud.serviceImage('in-process.mjs', { SERVICE: 'Cart' }),
    'registry.example/cart-smoke-test': serviceImage('smoke-test.mjs', { WANTED: 'Cart' }),
    'ghcr.io/restatedev/restate-cloud-tunnel-client': cloud.serviceImage('tunnel-client.mjs'),
  },
  hosts: { ...cloud.hosts, 'restate.example': '10.0.6.2' },
});

describeOnNode('from nothing to a service that answers through the ingress', onNode, () => {
  const outside = useRestate(() => ({ env: { SSL_CERT_FILE: cloud.caFile } }));
  const times: ExampleTimes[] = [];
  let proxy: Server;
  let caFile: string;

  beforeAll(() => {
    const tls = makeCertificate(folder, ['DNS:restate.example']);
    caFile = tls.caFile;
    proxy = adminProxy({ tls, token: TOKEN, target: ADMIN, path: '/admin' });
    proxy.listen(9070, '10.0.6.2').unref();
  });

  afterAll(() => {
    proxy.close();
    printTimes(times);
  });

  test.each(EXAMPLES)('the example $name', async ({ name, at, services }) => {
    try {
      await prepare(exampleObjects(name), at === 'a cluster of another app');
      const restate = at === 'a server outside' ? outside.client : undefined;
      const before = await planOf(manifestsOf(name));
      expect(before.exit).toBe(2);
      times.push(await runExample(cluster, { name, services, restate }));
      const expected = before.plan.runtimes.flatMap(({ namespace, deployments }) =>
        deployments.map((each) => `${namespace}/${each.name} ${each.version}`),
      );
      // A Lambda function, or a partner's service, can't be registered here.
      await waitUntil({ for: `the status to have ${expected}` }, async () => {
        const { all, latest } = await versions();
        return isDeepStrictEqual(all, expected.sort()) && latest >= services.length;
      });
      await expectPlanOfNothing(manifestsOf(name));
    } finally {
      await Promise.all(['restate', SERVICES].map((each) => cluster.deleteNamespace(each)));
    }
  });

  const manifestsOf = (name: string) =>
    exampleObjects(name)
      .map((each) => JSON.stringify(each))
      .join('\n---\n');

  /** Those of the status, and how many of them are the latest. */
  async function versions(): Promise<{ all: string[]; latest: number }> {
    const { kubeconfig } = cluster.access;
    const args = ['--all-namespaces', '--output', 'json', '--kubeconfig', kubeconfig];
    const { runtimes } = JSON.parse((await run(['status', ...args])).stdout);
    const found = runtimes.flatMap(({ namespace, status }: RuntimeView) =>
      (status?.deployments ?? []).flatMap((deployment) =>
        deployment.versions.map(({ version, state }) => ({
          name: `${namespace}/${deployment.name} ${version}`,
          state,
        })),
      ),
    );
    return {
      all: found.map(({ name }: any) => name).sort(),
      latest: found.filter(({ state }: any) => state === 'Latest').length,
    };
  }

  /** What there is before the example: a namespace with its Secrets, and a cluster if it makes none. */
  async function prepare(objects: KubeObject[], needsCluster: boolean): Promise<void> {
    if (!objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === SERVICES)) {
      await cluster.createNamespace(SERVICES);
      const path = `/api/v1/namespaces/${SERVICES}`;
      for (const secret of SECRETS) {
        const stringData = { token: TOKEN };
        await cluster.client.create(`${path}/secrets`, { metadata: { name: secret }, stringData });
      }
      const data = { 'ca.crt': readFileSync(caFile, 'utf8') };
      await cluster.client.create(`${path}/configmaps`, { metadata: { name: 'private-ca' }, data });
    }
    if (needsCluster) {
      const other = exampleObjects('quickstart').filter(({ metadata }) =>
        [metadata.name, metadata.namespace].includes('restate'),
      );
      await applyObjects(cluster, other);
      await waitUntil({ for: 'the cluster' }, () => exampleCluster().isReady());
    }
  }
});
