import { createServer } from 'node:net';
import { runWatch } from '../../../src/reconciler/modes/watch';
import { refuse } from '../memory/faults';
import { wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let stop: AbortController;
let ended: Promise<{ exit: number; message: string }>;
let port: number;

beforeEach(async () => {
  world = await World.start();
  stop = new AbortController();
  port = await freePort();
});
afterEach(async () => {
  stop.abort();
  await pass(ended);
  await world.stop();
});
useVirtualTime();

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });
}

function run(): void {
  ended = runWatch(world.client, { id: 'app', holder: 'me' }, stop.signal, port);
}
const seconds = (count: number) => pass(count * 1000, world.clock);

async function get(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
}

async function metrics(): Promise<{ [series: string]: number }> {
  const { text } = await get('/metrics');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, series, value] = /^restate_runtime_(.*) (\S+)$/.exec(line)!;
      return [series, Number(value)];
    }),
  );
}

test('what is registered, and that the admin API answers, is told', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(5);
  expect(await metrics()).toMatchObject({
    deployments: 1,
    deployments_registered: 1,
    'versions{state="Latest"}': 1,
    'versions{state="Draining"}': 0,
    'deployment_ready{deployment="shop",reason="Registered"}': 1,
    'admin_reachable{admin="restate",reason="Reachable"}': 1,
    oldest_drain_age_seconds: 0,
    pass_errors_total: 0,
  });
});

test('how long a version has been draining is told, and goes on while nothing changes', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'suspended', pinned: v1 }];
  run();
  await seconds(100);
  const { oldest_drain_age_seconds: first } = await metrics();
  expect(first).toBeGreaterThan(90);
  await seconds(1000);
  const { oldest_drain_age_seconds: later, 'versions{state="Draining"}': draining } =
    await metrics();
  expect(draining).toBe(1);
  expect(later - first).toBeGreaterThan(990);
});

test('a registration that fails is told with its reason, and none of the words of the server', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.next(/POST .*deployments/, refuse(500, { message: 'the secret word' }));
  run();
  await seconds(0.3);
  const { text } = await get('/metrics');
  expect(text).toContain('deployment_ready{deployment="shop",reason="RegistrationFailed"} 0');
  expect(text).not.toContain('secret word');
});

test('an admin API that does not answer is told', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.always(/./, refuse(503));
  run();
  await seconds(20);
  expect(await metrics()).toMatchObject({
    'admin_reachable{admin="restate",reason="AdminUnreachable"}': 0,
    deployments_registered: 0,
  });
});

test('passes that fail are counted, and the last that succeeded keeps its time', async () => {
  world.kubernetes.faults.always(/GET .*configmaps/, refuse(500));
  run();
  await seconds(30);
  const { passes_total: passes, pass_errors_total: errors, ...others } = await metrics();
  expect(errors).toBeGreaterThan(2);
  expect(passes).toBe(errors);
  expect(others).toEqual({});
});

test('nothing but the metrics is served, and nothing any more once it stops', async () => {
  run();
  await seconds(1);
  expect(await get('/')).toEqual({ status: 404, text: 'see /metrics\n' });
  stop.abort();
  await pass(ended);
  await expect(get('/metrics')).rejects.toThrow();
});

test('a port that is taken keeps nobody from registering', async () => {
  const other = createServer().listen(port);
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(5);
  expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
  other.close();
});
