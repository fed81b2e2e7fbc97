import { VersionStore } from '../../../src/reconciler/execute/version-store';
import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import { AdminPool } from '../../../src/reconciler/loop/admin-pool';
import { StepRunner } from '../../../src/reconciler/loop/step-runner';
import { MutableRetryState } from '../../../src/reconciler/plan/retry-state';
import { answer, FaultServer } from '../fault-server';
import { ADMIN, observe, there } from '../plan/situation';

const refused = answer(403, { reason: 'Forbidden', message: 'a policy keeps it' });
const desired = answer(200, {
  metadata: { name: 'app-desired', resourceVersion: '7' },
  data: { 'desired.json': JSON.stringify({ contract: 1, id: 'app', admins: [], deployments: [] }) },
});
const lease = answer(201, {
  metadata: { name: 'restate-admin', resourceVersion: '1' },
  spec: { holderIdentity: 'me', leaseDurationSeconds: 60 },
});

const version = there('shop-v1');
const step = {
  ...{ admin: ADMIN, deployment: 'shop', object: 'shop-v1', version },
  actions: [{ type: 'delete' }] as const,
};
const seen = { observation: observe({ there: [version] }), desiredResourceVersion: '7' };

let server: FaultServer;
let kubernetes: KubernetesClient;
let runner: StepRunner;

beforeEach(async () => {
  server = await FaultServer.start((response, received) => {
    const { method, path } = received;
    if (path.includes('/leases')) return lease(response, received);
    return (method === 'DELETE' ? refused : desired)(response, received);
  });
  kubernetes = new KubernetesClient({ url: server.url, token: () => 'secret' }, 'apps');
  const store = new VersionStore(kubernetes, new StatusStore(kubernetes, 'app'));
  const admins = new AdminPool(kubernetes, 'app', 'me');
  const memory = new MutableRetryState();
  runner = new StepRunner({ id: 'app', kubernetes, store, admins, memory }, () => undefined);
  await admins.lease(ADMIN, seen.observation.desired).acquire();
});

afterEach(async () => {
  kubernetes.close();
  await server.stop();
});

const deletes = () => server.received.filter(({ method }) => method === 'DELETE').length;

test('a step that fails is not tried again at once', async () => {
  expect(await runner.run([step], seen)).toBe(false);
  expect(await runner.run([step], seen)).toBe(false);
  expect(deletes()).toBe(1);
});

test('another step of the version does not wait for the one that failed', async () => {
  await runner.run([step], seen);
  const actions = [{ type: 'remove-marks' }, ...step.actions] as const;
  await runner.run([{ ...step, actions }], seen);
  expect(deletes()).toBe(2);
});

test('a version that something was done to is not free before the API server is looked at again', async () => {
  await runner.run([step], seen);
  expect(runner.isFree(step)).toBe(false);
  await runner.observe(async () => {
    // What is known meanwhile is from before.
    expect(runner.isFree(step)).toBe(false);
    return seen;
  });
  expect(runner.isFree(step)).toBe(true);
});

test('a version is not free either when it was changed while the API server was looked at', async () => {
  await runner.observe(async () => {
    await runner.run([step], seen);
    return seen;
  });
  expect(runner.isFree(step)).toBe(false);
});

test('a look that fails tells nothing of what was changed', async () => {
  await runner.run([step], seen);
  await expect(runner.observe(() => Promise.reject(new Error('no answer')))).rejects.toThrow();
  expect(runner.isFree(step)).toBe(false);
});
