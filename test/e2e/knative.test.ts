import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  KnativeService,
  RestateAdmin,
  RestateKnativeDeployment,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { Knative } from './harness/cluster/knative';
import type { KubeObject } from './harness/cluster/kube-client';
import { exampleObjects, printTimes, runExample } from './harness/example-run';
import { nodeImage, serviceImage } from './harness/node/images';
import type { ImageTable } from './harness/node/images';
import { describeOnNode, useFixture, useRestate, useRuntimeFixture } from './harness/on-node';
import { CLUSTER_IMAGES } from './harness/restate/cluster-app';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const namespace = 'knative-apps';
const SERVING = '/apis/serving.knative.dev/v1';

// Knative takes its time to scale to zero, and a slow machine to start its pods again.
jest.setTimeout(600_000);

const IMAGES: ImageTable = {
  ...Knative.images(),
  ...CLUSTER_IMAGES,
  'dev.local/greeter': serviceImage('greeter.mjs'),
  'registry.example/greeter': serviceImage('greeter.mjs'),
  'registry.example/report': serviceImage('greeter.mjs', { SERVICE: 'Report' }),
  'registry.example/cart': serviceImage('greeter.mjs', { SERVICE: 'Cart' }),
  node: nodeImage(),
};

describeOnNode('services on Knative', { images: IMAGES }, (node) => {
  useFixture(
    () => Knative.start(cluster, node.name),
    (knative) => knative.stop(),
  );
  const restate = useRestate({
    // An invocation that waits lets go of its pod.
    env: { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '1s' },
  });
  const fixture = useRuntimeFixture(node, namespace);

  describe('a Knative Service', () => {
    let first: string;

    test('is registered by the Route of its revision, and not by its own', async () => {
      await apply((chart) => service(chart, 'v1'));
      await fixture.registered('greeter');
      first = (await fixture.version('greeter', ({ state }) => state === 'Latest')).object;
      expect(await uris()).toEqual([`http://${first}.${namespace}.svc.cluster.local/`]);
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      expect(await pods('v1')).not.toEqual([]);
    });

    test('has its old revision routed, without pods, while an invocation sleeps on it', async () => {
      const invocation = await restate.client.send('Greeter/sleep', 60_000);
      await waitUntil({ for: 'the invocation to wait' }, async () => {
        const [{ status, pinned_deployment_id: pinned }] = await restate.client.query(
          `SELECT status, pinned_deployment_id FROM sys_invocation_status WHERE id = '${invocation}'`,
        );
        return status === 'suspended' && pinned;
      });
      await apply((chart) => service(chart, 'v2'));
      await fixture.registered('greeter');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');

      await fixture.startSweep();
      await fixture.version(
        'greeter',
        ({ state, object }) => state === 'Draining' && object === first,
      );
      await withoutPods('v1');
      // Going on, the invocation wakes its revision.
      const result = () => restate.client.attach(invocation);
      expect(await waitUntil({ for: 'the result' }, result)).toBe('v1: slept');
    });

    test('is not broken without pods: a call wakes it', async () => {
      await withoutPods('v2');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
    });

    test('loses the Route of a revision that has drained', async () => {
      await waitUntil(
        { for: 'the Route to go' },
        async () => !(await names('routes')).includes(first),
      );
      expect(await uris()).toHaveLength(1);
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
      await fixture.sweepEnded();
    });

    test('goes with its last version, once it has left the app', async () => {
      await apply(() => {});
      expect(await names('services')).toEqual(['greeter']);
      await fixture.startSweep();
      await waitUntil(
        { for: 'the Knative Service to go' },
        async () => (await names('services')).length === 0,
      );
      await waitUntil(
        { for: 'its Routes to go' },
        async () => (await names('routes')).length === 0,
      );
      expect(await uris()).toEqual([]);
      await fixture.sweepEnded();
    });
  });

  describe('a deployment in Knative mode', () => {
    test('is updated in place as long as its tag stays', async () => {
      await apply((chart) => deployment(chart, 'blue', 'v1'));
      await fixture.registered('cart');
      expect(await restate.client.invoke('Cart/greet', 'you')).toBe('v1: hello you');
      await apply((chart) => deployment(chart, 'blue', 'v2', 'sleep'));
      await fixture.registered('cart');
      expect(await uris()).toEqual([`http://cart-blue.${namespace}.svc.cluster.local/`]);
      expect(await restate.client.invoke('Cart/greet', 'you')).toBe('v2: hello you');
      // The handlers of the new revision were discovered.
      const [cart] = (await restate.client.services()).filter(({ name }) => name === 'Cart');
      expect(cart.handlers.map(({ name }: any) => name)).not.toContain('sleep');
    });

    test('has another version by another tag, and keeps the old Configuration to roll back to', async () => {
      await apply((chart) => deployment(chart, 'green', 'v3'));
      await fixture.registered('cart');
      expect(await restate.client.invoke('Cart/greet', 'you')).toBe('v3: hello you');
      await fixture.startSweep();
      await waitUntil(
        { for: 'the Route of the old tag to go' },
        async () => !(await names('routes')).includes('cart-blue'),
      );
      expect(await uris()).toEqual([`http://cart-green.${namespace}.svc.cluster.local/`]);
      expect(await names('configurations')).toEqual(['cart-blue', 'cart-green']);
      await fixture.sweepEnded();
    });

    test('is rolled back by its old tag', async () => {
      await apply((chart) => deployment(chart, 'blue', 'v2', 'sleep'));
      await fixture.registered('cart');
      expect(await restate.client.invoke('Cart/greet', 'you')).toBe('v2: hello you');
    });
  });

  test('the example, from nothing to services that answer through the ingress', async () => {
    const namespaces = exampleObjects('knative').flatMap(
      ({ metadata }) => metadata.namespace ?? [],
    );
    try {
      await cluster.createNamespace('services');
      const services = ['Greeter', 'Report', 'Cart'];
      printTimes([await runExample(cluster, { name: 'knative', services })]);
    } finally {
      // Knative gives a pod all the time that a request may last.
      const kinds = ['services', 'configurations', 'routes'].map(
        (each) => `${each}.serving.knative.dev`,
      );
      await cluster.kubectl(['delete', kinds.join(','), '--all', '-n', 'services']);
      await cluster.endPods('services');
      await Promise.all([...new Set(namespaces)].map((each) => cluster.deleteNamespace(each)));
    }
  });

  function service(chart: Chart, version: string): void {
    new KnativeService(chart, 'greeter', {
      admin: RestateAdmin.fromUrl(restate.client.admin),
      drainDelay: Duration.seconds(1),
      rawTemplate: template('greeter', { VERSION: version }),
    });
  }

  function deployment(chart: Chart, tag: string, version: string, without = ''): void {
    new RestateKnativeDeployment(chart, 'cart', {
      admin: RestateAdmin.fromUrl(restate.client.admin),
      drainDelay: Duration.seconds(1),
      tag,
      rawTemplate: template('cart', { VERSION: version, SERVICE: 'Cart', WITHOUT: without }, [
        { name: 'h2c', containerPort: 9080 },
      ]),
    });
  }

  function template(app: string, env: { [name: string]: string }, ports?: object[]): object {
    const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
    return {
      metadata: { labels: { app, version: env.VERSION } },
      spec: { containers: [{ image: 'dev.local/greeter:1', env: variables, ports }] },
    };
  }

  async function withoutPods(version: string): Promise<void> {
    await waitUntil({ for: `${version} to scale to zero` }, async () => {
      return (await pods(version)).length === 0;
    });
  }

  function pods(version: string): Promise<KubeObject[]> {
    return fixture.list('/api/v1', `pods?labelSelector=version=${version}`);
  }

  async function names(resource: string): Promise<string[]> {
    return (await fixture.list(SERVING, resource)).map(({ metadata }) => metadata.name!).sort();
  }

  async function uris(): Promise<string[]> {
    return (await restate.client.deployments()).map(({ uri }) => uri);
  }

  async function apply(add: (chart: Chart) => void): Promise<void> {
    const app = new App({ outdir: Testing.app().outdir });
    const chart = new Chart(app, 'app', { namespace });
    new RestateRuntime(chart, 'app', {
      mode: RestateRuntimeMode.jobs(),
      image: 'node:20-alpine',
      knative: true,
    });
    add(chart);
    await cluster.kubectl(['apply', '-f', '-'], app.synthYaml());
  }
});
