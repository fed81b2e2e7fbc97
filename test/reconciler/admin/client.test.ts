import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient } from '../../../src/reconciler/admin/client';
import { isBreakingChange } from '../../../src/reconciler/admin/errors';
import { answer, FaultServer } from '../fault-server';

const folder = mkdtempSync(join(tmpdir(), 'admin-client-'));
let server: FaultServer;
let client: AdminClient;

async function serve(...answers: Parameters<typeof FaultServer.start>): Promise<void> {
  server = await FaultServer.start(...answers);
  client = new AdminClient({ url: server.url });
}

afterEach(async () => {
  client.close();
  await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

const registered = { id: 'dp_1', services: [{ name: 'Greeter' }] };

test('force and breaking are always sent', async () => {
  await serve(answer(201, registered));
  const uri = 'http://greeter:9080';
  expect(await client.register({ uri, force: false, breaking: false })).toEqual({
    id: 'dp_1',
    services: ['Greeter'],
  });
  expect(server.received[0]).toMatchObject({
    path: '/deployments',
    body: { uri, force: false, breaking: false },
  });
});

test('a Lambda is registered by its ARN', async () => {
  await serve(answer(201, registered));
  const uri = 'arn:aws:lambda:eu-central-1:123456789012:function:greeter:1';
  await client.register({
    uri,
    force: false,
    breaking: false,
    assumeRoleArn: 'arn:aws:iam::1:role/r',
  });
  expect(server.received[0].body).toEqual({
    arn: uri,
    force: false,
    breaking: false,
    assume_role_arn: 'arn:aws:iam::1:role/r',
  });
});

test('a query asks for JSON, since the server would answer in Arrow', async () => {
  await serve(answer(200, { rows: [{ id: 1 }] }));
  expect(await client.query('SELECT 1 AS id')).toEqual([{ id: 1 }]);
  expect(server.received[0]).toMatchObject({
    path: '/query',
    headers: { accept: 'application/json' },
    body: { query: 'SELECT 1 AS id' },
  });
});

test('a refusal carries the words of the admin API', async () => {
  await serve(answer(409, { message: 'service type changed', restate_code: 'META0006' }));
  const error = await client
    .register({ uri: 'http://greeter:9080', force: false, breaking: false })
    .catch((reason: unknown) => reason);
  expect(isBreakingChange(error)).toBe(true);
  expect((error as Error).message).toBe(`POST ${server.url}/deployments: 409 service type changed`);
});

test('what is no JSON is quoted as it is', async () => {
  await serve((response) => response.writeHead(502).end('<h1>bad gateway</h1>'));
  await expect(client.query('SELECT 1')).rejects.toThrow('502 <h1>bad gateway</h1>');
});

describe('what is no admin API is told with its URL, and what to do', () => {
  const REMEDY = "check that this is the URL of Restate's admin API";
  const PAGE = '<!doctype html><title>Grafana</title>';
  const asked = () => client.query('SELECT 1').catch((error: Error) => error.message);

  test.each([
    ['a page', 200, PAGE, JSON.stringify(PAGE)],
    ['nothing', 200, '', '""'],
    ['another object', 200, '{}', '"{}"'],
    ['null', 200, 'null', '"null"'],
    ['rows that are none', 200, '{"rows":[1]}', '"{\\"rows\\":[1]}"'],
    ['that it has no such page', 404, 'Not Found', '404 "Not Found"'],
  ])('%s', async (_, status, text, said) => {
    await serve((response) => response.writeHead(status).end(text));
    expect(await asked()).toBe(`POST ${server.url}/query: ${said}; ${REMEDY}`);
  });

  test('a redirect', async () => {
    await serve((response) =>
      response.writeHead(302, { location: 'https://sso.corp/login' }).end(),
    );
    expect(await asked()).toBe(`POST ${server.url}/query: 302 https://sso.corp/login; ${REMEDY}`);
  });

  test.each([
    ['a registration', () => client.register({ uri: 'http://a', force: false, breaking: false })],
    ['a deployment', () => client.deployment('dp_1')],
    ['the latest of all services', () => client.latestDeployments()],
    ['the latest of one', () => client.latestDeployment('a')],
  ])('%s that is of another shape', async (_, ask) => {
    for (const text of ['[]', '{"id":5,"services":[5]}', '{"id":"dp_1","services":{}}', '5']) {
      await serve((response) => response.writeHead(200).end(text));
      const other = ask();
      await expect(other).rejects.toThrow(REMEDY);
      client.close();
      await server.stop();
    }
    await serve(answer(200, {}));
  });
});

test('a deployment that is gone already counts as deregistered', async () => {
  await serve(answer(404, {}));
  await expect(client.deregister('dp_1')).resolves.toBeUndefined();
  expect(server.received[0].path).toBe('/deployments/dp_1?force=true');
});

test('a rotated token is used at the next request, and a prefix in the URL is kept', async () => {
  await serve(answer(200, { services: [] }));
  const token = join(folder, 'token');
  const behindProxy = new AdminClient({ url: `${server.url}/restate/`, bearerTokenFile: token });
  writeFileSync(token, 'first\n');
  await behindProxy.latestDeployments();
  writeFileSync(token, 'second\n');
  await behindProxy.latestDeployments();
  behindProxy.close();
  expect(server.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ['/restate/services', 'Bearer first'],
    ['/restate/services', 'Bearer second'],
  ]);
});

test('a token that can not be read is an error that names its file', async () => {
  await serve(answer(200, { services: [] }));
  const lost = new AdminClient({ url: server.url, bearerTokenFile: join(folder, 'lost') });
  await expect(lost.latestDeployments()).rejects.toThrow(/lost/);
  expect(server.received).toEqual([]);
});
