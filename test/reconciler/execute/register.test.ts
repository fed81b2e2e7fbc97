import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesiredDeployment } from '../../../src/contract';
import { AdminClient } from '../../../src/reconciler/admin/client';
import { registerVersion } from '../../../src/reconciler/execute/register';
import { after, refuse } from '../memory/faults';
import { uriOf, wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());
useVirtualTime();

const URI = uriOf('shop-v2');
const registers = () =>
  world.restate.log.filter(({ name }) => name === 'POST /deployments').map(({ body }) => body);
const looks = () => world.restate.names(/GET .services/).length;

function registerV2(
  desired: Partial<DesiredDeployment> = {},
  { force = false, admin = world.admin } = {},
) {
  const action = { type: 'register', desired: wanted('shop', 'v2', desired), uri: URI } as const;
  return pass(registerVersion(admin, { ...action, force }));
}

/** The admin API as a pod knows it that has secret headers for an endpoint. */
function adminWith(headerFiles: Record<string, string>, uri = URI): AdminClient {
  return new AdminClient({ url: world.restate.url, deployments: { shop: { uri, headerFiles } } });
}

/** Another deployment takes the services over, as often as this one has got them. */
function takeServicesAway(times: number): void {
  world.server.serve(uriOf('shop-v9'), { services: ['shop'] });
  const other = { uri: uriOf('shop-v9'), force: true };
  world.restate.faults.next(
    /GET .services/,
    after(() => world.server.register(other)),
    times,
  );
}

test('a version that is the latest at once is looked up once', async () => {
  world.server.serve(URI, { services: ['shop', 'cart'] });
  const { id, services } = await registerV2();
  expect(services).toEqual(['shop', 'cart']);
  expect(world.server.idOf(URI)).toBe(id);
  expect(looks()).toBe(2);
});

test('nodes that agree a moment later are waited for, and the version is registered once', async () => {
  world.server.serve(URI, { services: ['shop'] });
  const behind = refuse(200, { name: 'shop', deployment_id: 'dp_before' });
  world.restate.faults.next(/GET .services/, behind, 2);
  await registerV2();
  expect(registers()).toHaveLength(1);
  expect(looks()).toBe(3);
});

test('a version that the server knew already, and that is not the latest, is registered by force', async () => {
  world.server.serve(URI, { services: ['shop'] });
  world.server.register({ uri: URI });
  world.server.serve(uriOf('shop-v3'), { services: ['shop'] });
  world.server.register({ uri: uriOf('shop-v3') });
  const { id } = await registerV2();
  expect(registers().map(({ force }) => force)).toEqual([false, true]);
  expect(world.server.services.get('shop')!.deploymentId).toBe(id);
});

test('a version that does not become the latest even by force fails, and says for which services', async () => {
  world.server.serve(URI, { services: ['shop'] });
  takeServicesAway(99);
  await expect(registerV2()).rejects.toThrow(/still has another latest deployment for: shop$/);
  expect(registers()).toHaveLength(2);
});

test('one that was registered by force is not forced again', async () => {
  world.server.serve(URI, { services: ['shop'] });
  takeServicesAway(99);
  await expect(registerV2({}, { force: true })).rejects.toThrow(/another latest deployment/);
  expect(registers()).toHaveLength(1);
});

test('pods that can be reached only a moment after they are ready are tried again', async () => {
  world.server.serve(URI, { services: ['shop'], unreachable: true });
  const reachable = after(() => world.server.serve(URI, { services: ['shop'] }));
  world.restate.faults.next(/POST/, refuse(500, { restate_code: 'META0003', message: '' }), 2);
  world.restate.faults.next(/POST/, reachable);
  await registerV2();
  expect(registers()).toHaveLength(3);
});

test('pods that stay unreachable for a second are left to the next pass', async () => {
  world.server.serve(URI, { services: ['shop'], unreachable: true });
  const startedAt = performance.now();
  await expect(registerV2()).rejects.toThrow(/can't reach/);
  expect(performance.now() - startedAt).toBeLessThan(1_100);
  expect(registers().length).toBeGreaterThan(3);
});

test('what the server refuses for another reason is not asked again', async () => {
  world.server.serve(URI, { services: ['shop'], breaking: true });
  await expect(registerV2()).rejects.toThrow(/breaking change of shop/);
  expect(registers()).toHaveLength(1);
});

test('the server is told all that is desired of the deployment', async () => {
  world.server.serve(URI, { services: ['shop'], breaking: true });
  const folder = mkdtempSync(join(tmpdir(), 'register-test-'));
  writeFileSync(join(folder, 'key'), 'secret\n');
  await registerV2(
    {
      ...{ breaking: true, useHttp11: true, assumeRoleArn: 'arn:aws:iam::1:role/r' },
      additionalHeaders: { 'x-plain': 'a' },
      metadata: { 'git.commit.sha': 'abc' },
      secretHeaders: ['x-secret'],
    },
    { admin: adminWith({ 'x-secret': join(folder, 'key') }) },
  );
  rmSync(folder, { recursive: true });
  expect(registers()).toEqual([
    {
      ...{ uri: URI, force: false, breaking: true, use_http_11: true },
      ...{ assume_role_arn: 'arn:aws:iam::1:role/r' },
      additional_headers: { 'x-plain': 'a', 'x-secret': 'secret' },
      metadata: { 'git.commit.sha': 'abc' },
    },
  ]);
});

test('what nobody asked for is left out', async () => {
  world.server.serve(URI, { services: ['shop'] });
  await registerV2();
  expect(registers()).toEqual([{ uri: URI, force: false, breaking: false }]);
});

test('a secret header whose file is missing holds back the registration, and says which', async () => {
  world.server.serve(URI, { services: ['shop'] });
  const admin = adminWith({ 'x-secret': '/nowhere/key' });
  const desired = { secretHeaders: ['x-secret'] };
  await expect(registerV2(desired, { admin })).rejects.toThrow(/\/nowhere\/key is missing/);
  expect(registers()).toEqual([]);
});

test.each([
  ['an endpoint that they are not for', 'https://elsewhere.example/', ['x-secret']],
  ['a header that is not mounted', URI, ['x-other']],
])('secret headers are not given to %s', async (_, uri, secretHeaders) => {
  world.server.serve(URI, { services: ['shop'] });
  const admin = adminWith({ 'x-secret': '/nowhere/key' }, uri);
  await expect(registerV2({ secretHeaders }, { admin })).rejects.toThrow(/^this pod has no header/);
  expect(registers()).toEqual([]);
});
