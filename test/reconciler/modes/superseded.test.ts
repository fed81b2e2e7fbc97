import { EXIT } from '../../../src/contract';
import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import type { Time } from '../../../src/reconciler/lib/time';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { runRegister } from '../../../src/reconciler/modes/register';
import { answer, FaultServer } from '../fault-server';

/** Time passes by sleeping alone. */
class SleptTime implements Time {
  private ms = 0;

  now(): number {
    return this.ms;
  }

  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }
}

const DATE = { date: 'Sun, 01 Jan 2040 00:00:00 GMT' };
const desired = { contract: 1, id: 'app', admins: [], deployments: [] };

test('a Job whose deployment is not desired any more waits for a late apply, changes nothing, and ends', async () => {
  const server = await FaultServer.start((response, received) => {
    const metadata = { name: 'app-desired', resourceVersion: '7' };
    const found = { metadata, data: { 'desired.json': JSON.stringify(desired) } };
    if (received.path.includes('/app-desired')) return answer(200, found, DATE)(response, received);
    return answer(200, { metadata: {}, items: [] }, DATE)(response, received);
  });
  const time = new SleptTime();
  const connection = { url: server.url, token: () => 'secret' };
  const kubernetes = new KubernetesClient(connection, 'apps', time);
  const options = { id: 'app', holder: 'me', registrationJobOf: 'shop' };
  const target = { deployment: 'shop', hash: 'old' };
  try {
    const reconciler = new Reconciler(kubernetes, options);
    const end = await runRegister(reconciler, target, new AbortController().signal);
    expect(end).toEqual({
      exit: EXIT.superseded,
      message: 'superseded: shop is no longer in the desired state',
    });
    expect(time.now()).toBeGreaterThan(60_000);
    expect(new Set(server.received.map(({ method }) => method))).toEqual(new Set(['GET']));
  } finally {
    kubernetes.close();
    await server.stop();
  }
});
