import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import {
  applyObjects,
  exampleCluster,
  exampleObjects,
  printTimes,
  runExample,
} from './harness/example-run';
import { idlePod, podAddress } from './harness/node/idle-pod';
import { nodeImage, restateImage, serviceImage } from './harness/node/images';
import type { NodeOptions } from './harness/node/node';
import { describeOnNode } from './harness/on-node';
import {
  objectStoreImage,
  objectStoreObjects,
  objectStoreSecret,
} from './harness/restate/object-store';
import { waitUntil } from './harness/wait';
import { podLabels } from '../../src/contract';

const cluster = Cluster.connect();
const testOfPolicies = process.env.E2E_NETWORK_POLICIES === 'ignore' ? test.skip : test;

const INGRESS = 8080;
const ADMIN = 9070;
const NODE = 5122;
/** The Service of the API server, and that of the DNS. */
const API_SERVER = '10.96.0.1:443';
const DNS = '10.96.0.10:53/UDP';
/** Of this machine: what stands for the Internet, and a private address of nobody in the Kubernetes cluster. */
const INTERNET = '203.0.113.9';
const PRIVATE = '10.0.0.77';

const NAMESPACES = ['web', 'minio', 'orders', 'restate'];

const onNode = (): NodeOptions => ({
  images: {
    'docker.io/library/node': nodeImage(),
    node: nodeImage(),
    minio: objectStoreImage('local', 'restate'),
    'registry.example/orders': serviceImage('greeter.mjs'),
    'restatedev/restate': {
      ...restateImage('1.5'),
      env: { RESTATE_WORKER__SNAPSHOTS__SNAPSHOT_INTERVAL_NUM_RECORDS: '5' },
    },
  },
});

describeOnNode('cluster and services in two apps, in namespaces that deny', onNode, (node) => {
  beforeAll(async () => {
    const namespaces = exampleObjects('two-apps').filter(({ kind }) => kind === 'Namespace');
    await applyObjects(cluster, namespaces);
    for (const name of ['web', 'minio']) await cluster.createNamespace(name);
    await Promise.all(['restate', 'orders'].map((name) => cluster.namespaceReady(name)));
    await applyObjects(cluster, [
      ...objectStoreObjects('minio'),
      objectStoreSecret('restate', 'minio-keys'),
      idlePod('web', 'client'),
      idlePod('orders', 'plain'),
      idlePod('orders', 'runtime', podLabels('runtime')),
    ]);
    printTimes([await runExample(cluster, { name: 'two-apps', services: ['Greeter'] })]);
  });

  afterAll(async () => {
    await Promise.all(NAMESPACES.map((each) => cluster.deleteNamespace(each)));
  });

  const address = (namespace: string, name: string) => podAddress(cluster, namespace, name);
  const service = () => {
    const name = node.pods('orders').find((each) => each.startsWith('orders-'));
    return address('orders', name!);
  };

  test('snapshots are written to the object store in the Kubernetes cluster', async () => {
    for (let count = 0; count < 20; count++) {
      await exampleCluster().invoke('Greeter/greet', `${count}`);
    }
    const written = / 200 .* PUT \| \/restate\/snapshots\/\d+\/latest\.json/;
    await waitUntil({ for: 'a snapshot', timeoutMs: 60_000 }, () =>
      written.test(node.container('minio', 'minio').log),
    );
  });

  testOfPolicies(
    'the runtime reaches the API server, DNS and the admin API, and nothing else',
    async () => {
      const restate = await address('restate', 'restate-0');
      const allowed = [API_SERVER, DNS, `${restate}:${ADMIN}`];
      expect(await node.connect('orders', 'runtime', allowed)).toEqual(Array(3).fill('connected'));
      const denied = [
        `${restate}:${INGRESS}`,
        `${restate}:${NODE}`,
        `${await service()}:9080`,
        `${await address('minio', 'minio')}:9000`,
        `${await address('web', 'client')}:8080`,
        // At the port of the API server, but not at its address.
        ...[`${INTERNET}:443`, `${INTERNET}:53/UDP`, `${PRIVATE}:6443`],
      ];
      expect(await node.connect('orders', 'runtime', denied)).toEqual(
        Array(denied.length).fill('dropped'),
      );
    },
  );

  testOfPolicies('pods beside it reach nothing', async () => {
    const restate = await address('restate', 'restate-0');
    const targets = [
      ...[INGRESS, ADMIN, NODE].map((port) => `${restate}:${port}`),
      ...[`${await service()}:9080`, API_SERVER, DNS, `${INTERNET}:443`],
    ];
    expect(await node.connect('orders', 'plain', targets)).toEqual(
      Array(targets.length).fill('dropped'),
    );
  });

  testOfPolicies('clients reach the ingress, and neither admin API nor services', async () => {
    const restate = await address('restate', 'restate-0');
    const targets = [
      ...[INGRESS, ADMIN, NODE].map((port) => `${restate}:${port}`),
      `${await service()}:9080`,
    ];
    expect(await node.connect('web', 'client', targets)).toEqual([
      'connected',
      ...Array(3).fill('dropped'),
    ]);
  });

  testOfPolicies(
    'the cluster reaches services, the store and DNS, and no other address',
    async () => {
      const allowed = [
        `${await service()}:9080`,
        `${await address('minio', 'minio')}:9000`,
        DNS,
        `${await address('restate', 'restate-1')}:${NODE}`,
      ];
      expect(await node.connect('restate', 'restate-0', allowed)).toEqual(
        Array(4).fill('connected'),
      );
      const denied = [
        ...[`${INTERNET}:443`, `${INTERNET}:443/UDP`, `${PRIVATE}:9080`, API_SERVER],
        `${await address('web', 'client')}:9080`,
        `${await address('orders', 'plain')}:9080`,
      ];
      expect(await node.connect('restate', 'restate-0', denied)).toEqual(
        Array(denied.length).fill('dropped'),
      );
    },
  );

  testOfPolicies('without its namespace in the policy the store is out of reach', async () => {
    const path =
      '/apis/networking.k8s.io/v1/namespaces/restate/networkpolicies/allow-restate-egress';
    const { spec } = await cluster.client.get(path);
    const egress = (spec.egress as KubeObject[]).filter(
      (rule) => !JSON.stringify(rule).includes('"minio"'),
    );
    expect(egress).toHaveLength(spec.egress.length - 1);
    await cluster.client.patch(path, { spec: { egress } });
    const store = `${await address('minio', 'minio')}:9000`;
    await waitUntil({ for: 'the policy to shut', timeoutMs: 20_000 }, async () => {
      const [outcome] = await node.connect('restate', 'restate-0', [store]);
      return outcome === 'dropped';
    });
  });
});
