import { Size } from 'cdk8s';
import { Cluster } from './harness/cluster/cluster';
import { HelmRelease } from './harness/cluster/helm';
import { CLUSTER_NODE, describeOnNode } from './harness/on-node';
import { clusterApp } from './harness/restate/cluster-app';
import { ClusterFixture } from './harness/restate/cluster-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const NAMESPACE = 'restate';
const IMAGE = 'restatedev/restate:1.7';

jest.setTimeout(400_000);

/** What the chart restate-helm makes with its default values, in its own shape and order. */
function chartObjects(): object[] {
  const labels = { app: 'restate', 'app.kubernetes.io/name': 'restate-helm' };
  const selector = { app: 'restate' };
  const port = (containerPort: number, name: string) => ({ containerPort, name });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'restate', labels } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'restate-cluster', labels },
      spec: {
        ports: [{ port: 5122, name: 'node' }],
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector,
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'restate', labels },
      spec: {
        type: 'ClusterIP',
        ports: [
          { port: 9070, name: 'admin' },
          { port: 8080, name: 'ingress' },
          { port: 5122, name: 'node' },
        ],
        selector,
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'restate', labels },
      spec: {
        serviceName: 'restate-cluster',
        replicas: 1,
        selector: { matchLabels: selector },
        podManagementPolicy: 'Parallel',
        template: {
          metadata: { labels: selector },
          spec: {
            serviceAccountName: 'restate',
            securityContext: { fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' },
            containers: [
              {
                name: 'restate',
                image: IMAGE,
                securityContext: { runAsUser: 1000, runAsGroup: 3000, runAsNonRoot: true },
                ports: [port(9070, 'admin'), port(8080, 'ingress'), port(5122, 'node')],
                env: [
                  { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                  { name: 'SERVICE_NAME', value: 'restate-cluster' },
                  { name: 'RESTATE_NODE_NAME', value: '$(POD_NAME)' },
                  {
                    name: 'RESTATE_ADVERTISED_ADDRESS',
                    value: 'http://$(POD_NAME).$(SERVICE_NAME):5122',
                  },
                  { name: 'RESTATE_CLUSTER_NAME', value: 'helm-single-node' },
                  { name: 'RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE', value: '64MB' },
                  { name: 'RESTATE_DISABLE_TELEMETRY', value: 'true' },
                ],
                readinessProbe: {
                  httpGet: { path: '/restate/health', port: 'ingress' },
                  periodSeconds: 5,
                },
                volumeMounts: [
                  { mountPath: '/restate-data', name: 'storage' },
                  { mountPath: '/tmp', name: 'tmp' },
                ],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'storage', labels },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
            },
          },
        ],
      },
    },
  ];
}

const ours = clusterApp('restate', {
  clusterName: 'helm-single-node',
  compute: {
    image: IMAGE,
    env: [
      { name: 'RESTATE_DISABLE_TELEMETRY', value: 'true' },
      { name: 'RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE', value: '64MB' },
    ],
  },
  storage: { size: Size.gibibytes(1) },
});

describeOnNode('a cluster of the chart restate-helm', CLUSTER_NODE, (node) => {
  const fixture = new ClusterFixture(cluster, node, NAMESPACE);
  let claim: string | undefined;
  let deployment: string;

  const claimUid = async () =>
    (await fixture.get('persistentvolumeclaims', 'storage-restate-0')).metadata.uid;

  beforeAll(async () => {
    await cluster.createNamespace(NAMESPACE);
    const release = new HelmRelease(cluster, 'restate', NAMESPACE);
    await release.upgrade(
      chartObjects()
        .map((each) => JSON.stringify(each))
        .join('\n---\n'),
    );
    await fixture.ready(1);
    claim = await claimUid();
    const greeter = {
      metadata: { name: 'greeter' },
      spec: { containers: [{ name: 'greeter', image: 'greeter' }] },
    };
    await cluster.client.create(fixture.path('pods'), greeter);
    const address = await waitUntil({ for: 'the greeter' }, async () => {
      return (await fixture.get('pods', 'greeter')).status?.podIP;
    });
    const restate = await fixture.client();
    const registered = await waitUntil({ for: 'the registration', timeoutMs: 60_000 }, () =>
      restate.register(`http://${address}:9080`).catch(() => undefined),
    );
    deployment = registered.id;
  });

  afterAll(() => cluster.deleteNamespace(NAMESPACE));

  test('is taken over in place: pods are adopted, replaced one by one, and keep their volumes', async () => {
    const before = (await fixture.get('pods', 'restate-0')).metadata.uid;
    const labels = ['app.kubernetes.io/name=restate', 'app.kubernetes.io/instance=restate'];
    await fixture.kubectl('label', 'pods', '-l', 'app=restate', ...labels);
    await fixture.kubectl('delete', 'statefulset', 'restate', '--cascade=orphan');
    expect((await fixture.get('pods', 'restate-0')).metadata.uid).toBe(before);

    await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], ours);
    await fixture.kubectl('rollout', 'status', 'statefulset/restate', '--timeout=4m');
    await fixture.ready(1);
    const pod = await fixture.get('pods', 'restate-0');
    expect(pod.metadata.uid).not.toBe(before);
    expect(pod.metadata.labels).not.toHaveProperty('app');
    expect(await claimUid()).toBe(claim);
  });

  test('has what was in it, and its Services lead to the new pods', async () => {
    for (const name of ['restate', 'restate-cluster']) {
      expect((await fixture.get('services', name)).spec.selector).toEqual({
        'app.kubernetes.io/name': 'restate',
        'app.kubernetes.io/instance': 'restate',
      });
    }
    const restate = await fixture.client();
    await waitUntil({ for: 'the admin API', timeoutMs: 60_000 }, () => restate.isReady());
    expect((await restate.deployments()).map(({ id }) => id)).toEqual([deployment]);
  });

  test('is forgotten by Helm, without a restart', async () => {
    const { uid } = (await fixture.get('pods', 'restate-0')).metadata;
    await fixture.kubectl('delete', 'secret', '-l', 'owner=helm,name=restate');
    const release = new HelmRelease(cluster, 'restate', NAMESPACE);
    await expect(release.uninstall()).rejects.toThrow(/not found/);
    expect((await fixture.get('pods', 'restate-0')).metadata.uid).toBe(uid);
  });
});
