import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { nodeImage, serviceImage } from './harness/node/images';
import { Node } from './harness/node/node';
import { RestateServer } from './harness/restate/restate-server';
import { RuntimeBench } from './harness/runtime/runtime-fixture';
import { isChange, refuse } from './harness/runtime/tap';
import { TappedRuntime } from './harness/runtime/tapped-runtime';

const NAMESPACE = 'refusals';

const cluster = Cluster.connect();
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('an API server that refuses each change at first', () => {
  let node: Node;
  let restate: RestateServer;
  let bench: RuntimeBench;
  let runtime: TappedRuntime;

  beforeAll(async () => {
    node = await Node.start(cluster, {
      images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
    });
    restate = await RestateServer.start(cluster.access.folder);
    bench = await RuntimeBench.create(cluster, node, NAMESPACE);
    runtime = await TappedRuntime.start(cluster, {
      namespace: NAMESPACE,
      admin: restate.client.admin,
    });
  });

  afterAll(async () => {
    await runtime.stop();
    await bench.remove();
    await restate.stop();
    await node.stop();
  });

  interface Refusal {
    readonly status: number;
    readonly headers: Record<string, string>;
    /** Milliseconds until the same may be asked for again. */
    readonly waits: number;
  }

  test.each<Refusal>([
    { status: 429, headers: { 'retry-after': '1' }, waits: 900 },
    { status: 409, headers: {}, waits: 0 },
  ])('by $status: it is asked again when it says, and nothing is lost', async (refusal) => {
    const { status, headers, waits } = refusal;
    const service = `Refused${status}`;
    const refusedAt = new Map<string, number>();
    const early: string[] = [];
    let refused = 0;
    // Every other request for a change of the same object, so that what follows a refusal is done.
    runtime.kubernetes.tamper = (request, response) => {
      if (!isChange(request)) return undefined;
      const change = `${request.method} ${request.path}`;
      const before = refusedAt.get(change);
      if (before === undefined) {
        refused++;
        refusedAt.set(change, Date.now());
        return refuse(response, status, 'not now', headers);
      }
      refusedAt.delete(change);
      if (Date.now() - before < waits) early.push(change);
      return undefined;
    };
    const deploy = (version: string) =>
      bench.deploy({
        admin: RestateAdmin.fromUrl(runtime.admin.url),
        services: { [`greeter-${status}`]: { version, env: { SERVICE: service } } },
      });
    await deploy('v1');
    await runtime.sweep();
    await deploy('v2');
    await runtime.sweep();
    expect(refused).toBeGreaterThan(4);
    expect(early).toEqual([]);
    expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe('v2: hello you');
    const { versions } = await bench.deployment(`greeter-${status}`);
    expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    expect(
      (await restate.client.deployments()).filter(({ uri }) => uri.includes(`-${status}-`)),
    ).toHaveLength(1);
  });
});
