import { AdminLease, LeaseLostError } from '../../../src/reconciler/execute/lease';
import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { answer, FaultServer } from '../fault-server';

type Answer = Parameters<typeof FaultServer.start>[0];

const DATE = { date: 'Sun, 01 Jan 2040 00:00:00 GMT' };
const missing = answer(404, { reason: 'NotFound', message: 'no such lease' }, DATE);
const conflict = answer(409, { reason: 'Conflict', message: 'the object has been modified' }, DATE);

/** The Lease as the API server has it once it was written. */
function lease(resourceVersion: string, holderIdentity: string | null = 'me'): Answer {
  const renewTime = '2040-01-01T00:00:00.000000Z';
  const spec = { holderIdentity, renewTime, leaseDurationSeconds: 60 };
  return answer(200, { metadata: { name: 'restate-admin', resourceVersion }, spec }, DATE);
}

let server: FaultServer;
let client: KubernetesClient;
let mine: AdminLease;

async function serve(...answers: Answer[]): Promise<void> {
  server = await FaultServer.start(...answers);
  client = new KubernetesClient({ url: server.url, token: () => 'secret' }, 'apps');
  mine = new AdminLease(client, 'http://restate:9070', 'me');
}

afterEach(async () => {
  await mine.release();
  client.close();
  await server.stop();
});

const methods = () => server.received.map(({ method }) => method).join(' ');

test('as this run has left it, it is taken again by one request, in the same epoch', async () => {
  await serve(missing, lease('1'), lease('2', null), lease('3'));
  expect(await mine.acquire()).toBe(true);
  const { epoch } = mine;
  await mine.release();
  expect(mine.isHeld).toBe(false);
  expect(await mine.acquire()).toBe(true);
  expect(mine.epoch).toBe(epoch);
  expect(methods()).toBe('GET PUT PUT PUT');
});

test('when another run has held it in between, it begins a new epoch', async () => {
  await serve(missing, lease('1'), lease('2', null), conflict, lease('9', null), lease('10'));
  await mine.acquire();
  const { epoch } = mine;
  await mine.release();
  expect(await mine.acquire()).toBe(true);
  expect(mine.epoch).not.toBe(epoch);
});

test('it is not taken from another run that holds it', async () => {
  await serve(lease('5', 'other'));
  expect(await mine.acquire()).toBe(false);
  expect(methods()).toBe('GET');
});

test('once another run has taken it over, nothing more may be sent', async () => {
  await serve(missing, lease('1'), conflict);
  await mine.acquire();
  // Longer than it lasts: it has to be renewed first.
  await expect(mine.ensure(120_000)).rejects.toThrow(LeaseLostError);
  expect(mine.isHeld).toBe(false);
  await expect(mine.ensure(1)).rejects.toThrow(LeaseLostError);
});
