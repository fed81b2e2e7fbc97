import { Cluster } from './cluster/cluster';
import { nodeImage, serviceImage } from './node/images';
import { Node } from './node/node';
import type { NodeOptions } from './node/node';
import { CLUSTER_IMAGES } from './restate/cluster-app';
import { RestateServer } from './restate/restate-server';
import type { RestateServerOptions } from './restate/restate-server';
import { InProcessRuntime } from './runtime/in-process-runtime';
import { RuntimeFixture } from './runtime/runtime-fixture';

const cluster = Cluster.connect();

/** A node for apps of services/greeter.mjs and their runtimes. */
export const GREETER_NODE: NodeOptions = {
  images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
};

/** A node for Restate clusters, their Jobs, and the greeter. */
export const CLUSTER_NODE: NodeOptions = { images: CLUSTER_IMAGES };

/** Given as a function, it is called when it is needed: it may use other fixtures. */
type Lazy<T> = T | (() => T);

/**
 * Tests that have a node of the cluster. They are skipped where KUBECONFIG gives a cluster, which has nodes of its own.
 *
 * @param body as that of `describe`; the node is stopped after all that the body stops
 */
export function describeOnNode(
  name: string,
  options: Lazy<NodeOptions>,
  body: (node: Node) => void,
): void {
  (cluster.access.own ? describe : describe.skip)(name, () => {
    const start = () => Node.start(cluster, evaluate(options));
    body(startBefore(start, (node) => node.stop()));
    stopAfter();
  });
}

/** A Restate server beside the cluster, for the tests of the surrounding `describe`. */
export function useRestate(options: Lazy<RestateServerOptions> = {}): RestateServer {
  return useFixture(
    () => RestateServer.start(cluster.access.folder, evaluate(options)),
    (restate) => restate.stop(),
  );
}

/** A namespace of an app and its runtime, for the tests of the surrounding `describe`. */
export function useRuntimeFixture(node: Node, namespace: string): RuntimeFixture {
  return useFixture(
    () => RuntimeFixture.create(cluster, node, namespace),
    (fixture) => fixture.remove(),
  );
}

/** The runtime of that namespace in the process of the test, for the tests of the surrounding `describe`. */
export function useInProcessRuntime(
  fixture: RuntimeFixture,
  restate: RestateServer,
): InProcessRuntime {
  return useFixture(
    () => {
      const { namespace } = fixture;
      return InProcessRuntime.start(cluster, { namespace, admin: restate.client.admin });
    },
    (runtime) => runtime.stop(),
  );
}

/**
 * Starts something before the tests of the surrounding `describe`, and stops it after them; what was started last is
 * stopped first.
 *
 * @returns it, to be used in tests and hooks
 */
export function useFixture<T extends object>(
  start: () => T | Promise<T>,
  stop: (started: T) => unknown,
): T {
  const fixture = startBefore(start, stop);
  stopAfter();
  return fixture;
}

/** How to stop what was started, in that order. */
const stops: Array<() => unknown> = [];

function startBefore<T extends object>(
  start: () => T | Promise<T>,
  stop: (started: T) => unknown,
): T {
  let started: T | undefined;
  beforeAll(async () => {
    stops.push(() => started && stop(started));
    started = await start();
  });
  return forward(() => started);
}

function stopAfter(): void {
  afterAll(async () => {
    await stops.pop()!();
  });
}

/** Stands for an object that is not there yet while jest collects the tests. */
function forward<T extends object>(target: () => T | undefined): T {
  const found = (): T => {
    const object = target();
    if (!object) throw new Error('a fixture is there in tests and hooks only, once it has started');
    return object;
  };
  return new Proxy({} as T, {
    get: (_, key) => {
      const object = found();
      const member: unknown = Reflect.get(object, key);
      return typeof member === 'function' ? member.bind(object) : member;
    },
    set: (_, key, value) => Reflect.set(found(), key, value),
  });
}

function evaluate<T extends object>(lazy: Lazy<T>): T {
  return typeof lazy === 'function' ? lazy() : lazy;
}
