/**
 * The admin API in memory, which the unit tests and the random histories rely upon, answers as real servers do: the same
 * requests to both.
 */
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from './harness/cluster/cluster';
import { Process } from './harness/machine/process';
import { RESTATE_VERSIONS } from './harness/node/images';
import type { RestateVersion } from './harness/node/images';
import { RestateServer } from './harness/restate/restate-server';
import { waitUntil } from './harness/wait';
import { AdminClient } from '../../src/reconciler/admin/client';
import { observeAdmin } from '../../src/reconciler/observe/admin';
import { RestateAdminApi } from '../reconciler/memory/restate-admin-api';
import { RestateState } from '../reconciler/memory/restate-state';
import { MemoryServer } from '../reconciler/memory/server';

const cluster = Cluster.connect();
const folder = join(cluster.access.folder, 'admin-contract');
const uri = (port: number) => `http://127.0.0.1:${port}`;
const [FIRST, SECOND, BREAKING, NOWHERE] = [9181, 9182, 9183, 9184].map(uri);

/** What a server answered, with names in the place of its ids. */
interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly services?: readonly string[];
  readonly latest?: string;
  readonly isPublic?: boolean;
}

/** A server, and what its ids are called here. */
class Asked {
  private readonly names = new Map<string, string>();

  constructor(readonly url: string) {}

  /** The one that was given last. */
  private idOf(name: string): string {
    return [...this.names].filter(([, each]) => each === name).at(-1)![0];
  }

  async ask(method: string, path: string, body?: object): Promise<Answer> {
    const id = /^\/deployments\/([^?]*)/.exec(path)?.[1];
    const own = id === undefined ? path : path.replace(id, this.idOf(id));
    const response = await fetch(this.url + own, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: body && JSON.stringify(body),
    });
    const answer: any = JSON.parse((await response.text()) || '{}');
    const { status } = response;
    if (status >= 300) {
      return { status, code: /^META/.test(answer.restate_code) ? answer.restate_code : undefined };
    }
    if (method === 'POST') this.names.set(answer.id, (body as { uri: string }).uri);
    return {
      status,
      services: Array.isArray(answer.services)
        ? answer.services.map(({ name }: { name: string }) => name).sort()
        : undefined,
      latest: answer.deployment_id && this.names.get(answer.deployment_id),
      isPublic: answer.public,
    };
  }
}

const register = (of: string, force = false, breaking = false) =>
  ['POST', '/deployments', { uri: of, force, breaking }] as const;
const service = ['GET', '/services/Greeter'] as const;
const publish = (isPublic: boolean) =>
  ['PATCH', '/services/Greeter', { public: isPublic }] as const;
const deregister = (of: string) => ['DELETE', `/deployments/${of}?force=true`] as const;

/** In this order, on a server that knows nothing. */
const REQUESTS: ReadonlyArray<readonly [string, string, object?]> = [
  ['GET', '/services/Greeter'],
  ['PATCH', '/services/Greeter', { public: false }],
  register(NOWHERE),
  register(FIRST),
  service,
  register(FIRST),
  register(SECOND),
  service,
  // A roll back.
  register(FIRST, true),
  service,
  publish(false),
  service,
  // Each registration is public; whether the one before is, does not change by that.
  register(FIRST, true),
  service,
  publish(false),
  register(SECOND, true),
  service,
  publish(false),
  register(SECOND, true),
  service,
  ['DELETE', `/deployments/${SECOND}`],
  deregister(SECOND),
  deregister(SECOND),
  ['GET', `/deployments/${SECOND}`],
  service,
  publish(true),
  register(SECOND),
  publish(false),
  service,
  deregister(SECOND),
  service,
  register(BREAKING),
  register(BREAKING, false, true),
  register(BREAKING, true, true),
  service,
  deregister(BREAKING),
  deregister(FIRST),
  service,
  ['GET', '/services'],
];

jest.setTimeout(120_000);

const programs: Process[] = [];

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  // Beside the packages that it needs.
  const script = join(folder, 'greeter.mjs');
  copyFileSync(join(__dirname, 'services/greeter.mjs'), script);
  symlinkSync(join(process.env.E2E_PROGRAMS!, 'node_modules'), join(folder, 'node_modules'));
  const { PATH = '' } = process.env;
  const greeter = (of: string, env: Record<string, string>) =>
    programs.push(
      new Process({
        command: process.execPath,
        args: [script],
        env: { PATH, PORT: new URL(of).port, ...env },
        log: join(folder, `greeter-${new URL(of).port}`),
      }),
    );
  greeter(FIRST, { WITHOUT: 'Counter' });
  greeter(SECOND, { WITHOUT: 'Counter', VERSION: 'v2' });
  greeter(BREAKING, { WITHOUT: 'Counter', KIND: 'object' });
});

afterAll(() => Promise.all(programs.map((each) => each.stop())));

const KAFKA = { 'bootstrap.servers': '127.0.0.1:9' };
const SUBSCRIPTION = { source: 'kafka://main/orders', sink: 'service://Greeter/greet' };
/** On a server that has the Greeter, and a cluster `main` in its configuration if it is older than 1.7. */
const KAFKA_REQUESTS: ReadonlyArray<readonly [string, string, object?]> = [
  ['GET', '/kafka-clusters'],
  ['POST', '/kafka-clusters', { name: 'empty', properties: {} }],
  ['POST', '/kafka-clusters', { name: 'main', properties: { ...KAFKA, 'sasl.password': 'hush' } }],
  ['POST', '/kafka-clusters', { name: 'main', properties: KAFKA }],
  ['GET', '/kafka-clusters/main'],
  ['PATCH', '/kafka-clusters/main', { properties: { ...KAFKA, 'client.id': 'other' } }],
  ['GET', '/kafka-clusters'],
  ['GET', '/subscriptions'],
  ['POST', '/subscriptions', { ...SUBSCRIPTION, source: 'kafka://none/orders' }],
  ['POST', '/subscriptions', { ...SUBSCRIPTION, sink: 'service://None/greet' }],
  ['POST', '/subscriptions', { ...SUBSCRIPTION, options: { 'sasl.password': 'hush' } }],
  ['POST', '/subscriptions', SUBSCRIPTION],
  ['DELETE', '/kafka-clusters/main'],
  ['GET', '/subscriptions/FIRST'],
  ['DELETE', '/subscriptions/FIRST'],
  ['GET', '/subscriptions/FIRST'],
  ['DELETE', '/subscriptions/FIRST'],
  ['DELETE', '/subscriptions/SECOND'],
  ['DELETE', '/kafka-clusters/main'],
  ['GET', '/kafka-clusters/main'],
  ['PATCH', '/kafka-clusters/main', { properties: KAFKA }],
  ['DELETE', '/kafka-clusters/main'],
];

/** The answers to these, with FIRST and SECOND in the place of the ids of subscriptions. */
async function kafkaAnswers(url: string): Promise<string[]> {
  const ids: string[] = [];
  const names = ['FIRST', 'SECOND'];
  const all: string[] = [];
  for (const [method, path, body] of KAFKA_REQUESTS) {
    const own = names.reduce((text, name, at) => text.replace(name, ids[at] ?? name), path);
    const response = await fetch(url + own, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const answer: any = response.ok && text !== '' ? JSON.parse(text) : {};
    if (answer.id) ids.push(answer.id);
    const shown = (value: any): unknown => {
      if (Array.isArray(value)) return value.map(shown);
      if (typeof value !== 'object' || value === null) return value;
      const left = ['created_at', 'info'];
      const kept = Object.entries(value).filter(([key]) => !left.includes(key));
      return Object.fromEntries(kept.sort().map(([key, each]) => [key, shown(each)]));
    };
    const told = ids.reduce(
      (line, id, at) => line.split(id).join(names[at]),
      JSON.stringify(shown(answer)),
    );
    all.push(`${method} ${path} ${JSON.stringify(body ?? {})}: ${response.status} ${told}`);
  }
  return all;
}

describe.each(RESTATE_VERSIONS)('Restate %s', (version: RestateVersion) => {
  let real: RestateServer;
  let memory: MemoryServer<RestateAdminApi>;

  beforeAll(async () => {
    const address = `10.0.2.${5 + RESTATE_VERSIONS.indexOf(version)}`;
    const config = join(folder, 'kafka.toml');
    writeFileSync(config, '[[ingress.kafka-clusters]]\nname = "main"\nbrokers = ["127.0.0.1:9"]\n');
    const hasConfigured = version !== '1.7';
    const args = hasConfigured ? [`--config-file=${config}`] : [];
    real = await RestateServer.start(folder, { version, address, args });
    const release = version === '1.5' ? '1.5' : 'newer';
    memory = await MemoryServer.start(new RestateAdminApi(new RestateState('dp_', release)));
    if (hasConfigured) memory.api.kafka.configured = ['main'];
    const { state } = memory.api;
    state.serve(FIRST, { services: ['Greeter'] });
    state.serve(SECOND, { services: ['Greeter'] });
    state.serve(BREAKING, { services: ['Greeter'], breaking: true });
  });

  afterAll(() => Promise.all([real.stop(), memory.stop()]));

  test('the same requests have the same answers', async () => {
    const [ofReal, ofMemory] = [new Asked(real.client.admin), new Asked(memory.url)];
    const answers = async (asked: Asked) => {
      const all: string[] = [];
      for (const [method, path, body] of REQUESTS) {
        const answer = await asked.ask(method, path, body);
        all.push(`${method} ${path} ${JSON.stringify(body ?? {})}: ${JSON.stringify(answer)}`);
      }
      return all;
    };
    expect(await answers(ofMemory)).toEqual(await answers(ofReal));
  });

  test('so have those for Kafka', async () => {
    await real.client.register(FIRST, { force: true });
    memory.api.state.register({ uri: FIRST, force: true });
    expect(await kafkaAnswers(memory.url)).toEqual(await kafkaAnswers(real.client.admin));
  });

  test('the one query of the runtime says the same', async () => {
    await real.client.register(FIRST, { force: true });
    const id = memory.api.state.register({ uri: FIRST, force: true }).deployment.id;
    await real.client.send('Greeter/sleep', 600_000);
    memory.api.state.invocations = [{ service: 'Greeter', status: 'running', pinned: id }];
    const view = async (url: string) => {
      const client = new AdminClient({ url });
      const { deployments, latest, pinned, unpinned } = await observeAdmin(client);
      client.close();
      const names = (found?: string) => found && deployments.get(found);
      return {
        deployments: [...deployments.values()].sort(),
        latest: [...latest].map(([name, each]) => [name, names(each.id), each.isPublic]),
        pinned: [...pinned].map(([found, counts]) => [names(found), [...counts.values()]]),
        unpinned: [...unpinned.keys()],
      };
    };
    const expected = await view(memory.url);
    await waitUntil({ for: 'the invocation' }, async () => {
      const { pinned, unpinned } = await view(real.client.admin);
      return pinned.length > 0 && unpinned.length === 0;
    });
    expect(await view(real.client.admin)).toEqual(expected);
  });

  test('metadata of a registration are shown from 1.6 on, ignored before, and replaced by force', async () => {
    const client = new AdminClient({ url: real.client.admin });
    const metadata = async (link: string) => {
      await client.register({
        uri: SECOND,
        force: true,
        breaking: false,
        metadata: { link, 'git.commit.author': 'ada' },
      });
      const all = await real.client.deployments();
      return all.find((each) => each.uri === `${SECOND}/`).metadata ?? {};
    };
    const shown = (link: string) => (version === '1.5' ? {} : { link, 'git.commit.author': 'ada' });
    expect(await metadata('http://first')).toEqual(shown('http://first'));
    expect(await metadata('http://second')).toEqual(shown('http://second'));
    client.close();
  });
});
