import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import {
  describeOnNode,
  GREETER_NODE,
  useRestate,
  useRuntimeFixture,
  useInProcessRuntime,
} from './harness/on-node';
import { isChange } from './harness/runtime/intercepting-proxy';
import type { ProxiedRequest } from './harness/runtime/intercepting-proxy';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

describeOnNode('a Deployment that loses what it relies on', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, 'watch-faults');
  const runtime = useInProcessRuntime(fixture, restate);

  const deploy = (version: string) =>
    fixture.deploy({
      admin: RestateAdmin.fromUrl(runtime.admin.url),
      mode: RestateRuntimeMode.deployment(),
      services: { greeter: { version, drainDelay: Duration.seconds(1) } },
    });
  const answers = (version: string) =>
    waitUntil(
      { for: `${version} to answer`, timeoutMs: 120_000 },
      async () => (await restate.client.invoke('Greeter/greet', 'you')) === `${version}: hello you`,
    );

  test('a version is registered though the watches broke off and can not be gone on with', async () => {
    await deploy('v1');
    await runtime.watch();
    await answers('v1');
    const refused = new Set<string>();
    runtime.kubernetes.intercept = ({ path }, response) => {
      const url = new URL(path, runtime.kubernetes.url);
      if (!url.searchParams.has('watch') || refused.has(url.pathname)) return undefined;
      refused.add(url.pathname);
      const object = { kind: 'Status', code: 410, message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return true;
    };
    runtime.kubernetes.cut();
    await deploy('v2');
    await answers('v2');
    await waitUntil({ for: 'all to be refused' }, () => refused.size >= 5);
    runtime.kubernetes.intercept = undefined;
    await fixture.version('greeter', ({ state }) => state === 'Retained');
  });

  test('as long as another run has the Lease, nothing is changed', async () => {
    const v2 = await deploy('v2');
    const invocation = await restate.client.send('Greeter/wait', 'lease');
    const awakeable = await fixture.waiting('greeter', 'lease');
    await deploy('v3');
    await answers('v3');
    await fixture.version('greeter', (each) => each.object === v2 && each.state === 'Draining');

    await holdLease('another');
    const before = runtime.kubernetes.requests.length + runtime.admin.requests.length;
    await restate.client.resolveAwakeable(awakeable, 'done');
    await restate.client.attach(invocation);
    // Longer than all that would be waited for before it is removed.
    await sleep(10_000);
    expect(changesOf(v2)).toEqual([]);
    expect(runtime.kubernetes.requests.length + runtime.admin.requests.length).toBeGreaterThan(
      before,
    );

    await holdLease(null);
    await fixture.version('greeter', (each) => each.object === v2 && each.state === 'Retained');
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v3: hello you');
  });

  /** Writes the Lease of the admin API as a run that took it over would. */
  async function holdLease(holderIdentity: string | null): Promise<void> {
    runtime.kubernetes.requests.length = 0;
    const api = '/apis/coordination.k8s.io/v1';
    const [{ metadata }] = await fixture.list(api, 'leases');
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    await cluster.client.patch(
      `${api}/namespaces/${fixture.namespace}/leases/${metadata.name}`,
      { spec: { holderIdentity, renewTime, acquireTime: renewTime, leaseDurationSeconds: 300 } },
      'merge',
    );
  }

  function changesOf(object: string): ProxiedRequest[] {
    return runtime.kubernetes.requests.filter(
      (request) => isChange(request) && request.path.includes(object),
    );
  }
});
