import { RestateAdmin } from '../../src';
import {
  describeOnNode,
  GREETER_NODE,
  useRestate,
  useRuntimeFixture,
  useInProcessRuntime,
} from './harness/on-node';
import { isChange, refuse } from './harness/runtime/intercepting-proxy';

const NAMESPACE = 'refusals';

describeOnNode('an API server that refuses each change at first', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, NAMESPACE);
  const runtime = useInProcessRuntime(fixture, restate);

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
    runtime.kubernetes.intercept = (request, response) => {
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
      fixture.deploy({
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
    const { versions } = await fixture.deployment(`greeter-${status}`);
    expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    expect(
      (await restate.client.deployments()).filter(({ uri }) => uri.includes(`-${status}-`)),
    ).toHaveLength(1);
  });
});
