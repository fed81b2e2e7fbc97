import { Cluster } from './harness/cluster/cluster';
import { applyObjects, runExample } from './harness/example-run';
import { idlePod, podAddress } from './harness/node/idle-pod';
import { nodeImage, serviceImage } from './harness/node/images';
import { describeOnNode } from './harness/on-node';
import { CLUSTER_IMAGES } from './harness/restate/cluster-app';
import { waitUntil } from './harness/wait';
import { podLabels } from '../../src/contract';

const cluster = Cluster.connect();
const INGRESS = 8080;
const ADMIN = 9070;
const NODE = 5122;
const SERVICE = 9080;

/** Labels of the runtime's pods and of Restate's own, which anybody may put on pods of a namespace of theirs. */
const RUNTIME = podLabels('quickstart-restate');
const RESTATE = { 'app.kubernetes.io/name': 'restate', 'app.kubernetes.io/instance': 'restate' };

const POLICIES_ENFORCED = process.env.E2E_NETWORK_POLICIES !== 'ignore';
const testOfPolicies = POLICIES_ENFORCED ? test : test.skip;

describeOnNode(
  'the network of a cluster and its services',
  {
    images: {
      ...CLUSTER_IMAGES,
      node: nodeImage(),
      'path.to/yourrepo': serviceImage('greeter.mjs'),
    },
  },
  (node) => {
    let restate: string;
    let service: string;

    beforeAll(async () => {
      await runExample(cluster, { name: 'quickstart', services: ['Greeter'] });
      await cluster.createNamespace('stranger');
      await applyObjects(cluster, [
        idlePod('stranger', 'plain'),
        idlePod('stranger', 'like-the-runtime', RUNTIME),
        idlePod('stranger', 'like-restate', RESTATE),
        idlePod('services', 'plain'),
        idlePod('services', 'runtime', RUNTIME),
      ]);
      await Promise.all(
        [
          ['stranger', 'plain'],
          ['stranger', 'like-the-runtime'],
          ['stranger', 'like-restate'],
          ['services', 'plain'],
          ['services', 'runtime'],
        ].map(([namespace, name]) => podAddress(cluster, namespace, name)),
      );
      restate = await podAddress(cluster, 'restate', 'restate-0');
      service = await podAddress(
        cluster,
        'services',
        node.pods('services').find((name) => name.startsWith('service-'))!,
      );
    });

    afterAll(async () => {
      const namespaces = ['stranger', 'services', 'restate'];
      await Promise.all(namespaces.map((each) => cluster.deleteNamespace(each)));
    });

    const fromPod = (namespace: string, name: string) =>
      node.connect(
        namespace,
        name,
        [INGRESS, ADMIN, NODE].map((port) => `${restate}:${port}`),
      );

    testOfPolicies.each([
      ['stranger', 'plain'],
      ['stranger', 'like-the-runtime'],
      ['stranger', 'like-restate'],
      ['services', 'plain'],
    ])('the pod %s/%s reaches no port of the cluster', async (namespace, name) => {
      expect(await fromPod(namespace, name)).toEqual(['dropped', 'dropped', 'dropped']);
    });

    testOfPolicies('pods of the runtime reach the admin port, and no other', async () => {
      expect(await fromPod('services', 'runtime')).toEqual(['dropped', 'connected', 'dropped']);
    });

    test('the cluster reaches the service, its own ports, and no other pod', async () => {
      const stranger = await podAddress(cluster, 'stranger', 'plain');
      const targets = [`${service}:${SERVICE}`, `${restate}:${NODE}`, `${stranger}:${SERVICE}`];
      const outcomes = await node.connect('restate', 'restate-0', targets);
      expect(outcomes.slice(0, 2)).toEqual(['connected', 'connected']);
      // Nothing listens there: without a policy it would be refused.
      if (POLICIES_ENFORCED) expect(outcomes[2]).toBe('dropped');
    });

    testOfPolicies('without its peer in the policy the runtime is shut out', async () => {
      const path =
        '/apis/networking.k8s.io/v1/namespaces/restate/networkpolicies/allow-admin-access';
      const { spec } = await cluster.client.get(path);
      expect(spec.ingress[0].from).toHaveLength(1);
      await cluster.client.patch(path, { spec: { ingress: [] } });
      await waitUntil({ for: 'the policy to shut', timeoutMs: 20_000 }, async () => {
        const [, admin] = await fromPod('services', 'runtime');
        return admin === 'dropped';
      });
    });
  },
);
