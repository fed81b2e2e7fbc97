import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionsOfText, entryOf, pod, textOf } from './ask';
import type { Entry } from './ask';
import { exampleNames, objectsOf, synthExample } from '../../examples/synth-example';
import { run } from '../run';

const RESTATE = 'restate/StatefulSet/restate';
const PORTS = { ingress: 8080, admin: 9070, node: 5122 };

const nameOf = (entries: readonly Entry[], start: string) => {
  const names = new Set(entries.map(({ from }) => from).filter((name) => name.startsWith(start)));
  expect([...names]).toHaveLength(1);
  return [...names][0];
};
/** From whom Restate may be called at a port, of those whose names begin so. */
const callers = (entries: readonly Entry[], port: number) =>
  entries
    .filter((entry) => entry.to === RESTATE && entry.port === port && entry.allowed)
    .map(({ from }) => from.replace(/-[0-9a-f]{8}$/, ''));
/** Whom Restate may call. */
const called = (entries: readonly Entry[]) => [
  ...new Set(
    entries
      .filter(({ from, allowed }) => from === RESTATE && allowed)
      .map(({ to }) => to.replace(/-[0-9a-z]{8,10}$/, '')),
  ),
];

test.each(exampleNames())('%s can be drawn, listed and shown', async (name) => {
  const manifests = synthExample(name);
  for (const output of ['table', 'json', 'mermaid']) {
    const { status, stdout } = await run(['connections', '-o', output, '-'], manifests);
    expect(status).toBe(0);
    expect(stdout).not.toBe('');
  }
});

describe('in the quick start', () => {
  let entries: Entry[];
  beforeAll(async () => {
    const manifests = synthExample('quickstart');
    const labelsOf = (kind: string, start: string) =>
      objectsOf(manifests).find(
        (object) => object.kind === kind && object.metadata.name.startsWith(start),
      ).spec.template.metadata.labels;
    const forged = [
      pod('elsewhere', 'runtime', labelsOf('Job', 'service-register')),
      pod('elsewhere', 'node', labelsOf('StatefulSet', 'restate')),
    ];
    entries = await connectionsOfText(`${manifests}\n---\n${textOf(forged)}`);
  });

  test('the runtime reaches the admin API, and nobody else does', () => {
    expect(callers(entries, PORTS.admin)).toEqual([
      'services/CronJob/quickstart-restate',
      'services/Job/service-register',
    ]);
  });

  test('nobody reaches the ingress or, but for the nodes themselves, their port', () => {
    expect(callers(entries, PORTS.ingress)).toEqual([]);
    expect(callers(entries, PORTS.node)).toEqual([RESTATE]);
  });

  test('the pods of the service reach none of the ports', () => {
    const service = nameOf(entries, 'services/ReplicaSet/service-');
    for (const port of Object.values(PORTS)) {
      const entry = entryOf(entries, service, RESTATE, port);
      expect(entry).toMatchObject({ allowed: false, blocked: ['ingress'] });
    }
  });

  test('the labels of the runtime, or of Restate itself, open nothing in another namespace', () => {
    for (const name of ['runtime', 'node']) {
      for (const port of Object.values(PORTS)) {
        expect(entryOf(entries, `elsewhere/Pod/${name}`, RESTATE, port).allowed).toBe(false);
      }
    }
  });

  test('Restate reaches the service, DNS and the Internet, and no private address', () => {
    const service = nameOf(entries, 'services/ReplicaSet/service-');
    expect(entryOf(entries, RESTATE, service, 9080)).toMatchObject({
      allowed: true,
      by: ['restate/allow-restate-egress'],
    });
    expect(called(entries)).toEqual([
      RESTATE,
      'services/ReplicaSet/service',
      'DNS',
      '169.254.20.10/32',
      'Internet',
    ]);
  });
});

test('the restricted network is open to those who are named, at their port each', async () => {
  const entries = await connectionsOfText(synthExample('restricted-network'));
  expect(callers(entries, PORTS.ingress)).toEqual(['pods in namespace web']);
  expect(callers(entries, PORTS.admin)).toEqual(['pods role=deployer in namespace ci']);
  expect(callers(entries, PORTS.node)).toEqual([RESTATE, 'pods in namespace monitoring']);
  expect(called(entries)).toContain('pods in namespace minio');
});

test('three nodes reach each other, and are provisioned by their Job', async () => {
  const entries = await connectionsOfText(synthExample('raft-three-nodes'));
  expect(callers(entries, PORTS.node)).toEqual(['restate/Job/restate-provision', RESTATE]);
});

test("Knative's ingress and revisions are reached", async () => {
  const entries = await connectionsOfText(synthExample('knative'));
  expect(called(entries)).toEqual(
    expect.arrayContaining([
      'services/Service.serving.knative.dev/greeter',
      'services/Configuration.serving.knative.dev/cart-v1',
      'pods in namespace kourier-system',
    ]),
  );
});

test('the agent that hands out AWS identities is reached', async () => {
  const { stdout } = await run(['connections', '-o', 'json', '-'], synthExample('aws-identity'));
  const entry = entryOf(JSON.parse(stdout), RESTATE, '169.254.170.23/32', 80);
  expect(entry.by).toEqual(['restate/allow-restate-egress-to-aws-pod-identity']);
});

// UPDATE_DOCS=1 npx jest test/cli/connections/examples writes it.
test('docs/network.md shows what the command writes of the restricted network', async () => {
  const file = join(__dirname, '../../../docs/network.md');
  const withoutHashes = (text: string) => text.replace(/-[0-9a-f]{8}\b/g, '-hash');
  const manifests = synthExample('restricted-network');
  if (process.env.UPDATE_DOCS) {
    let text = readFileSync(file, 'utf8');
    for (const [output, fence] of Object.entries({ table: 'text', mermaid: 'mermaid' })) {
      const { stdout } = await run(['connections', '-o', output, '-'], manifests);
      const block = new RegExp(`\`\`\`${fence}\\n[^\`]*\`\`\``);
      text = text.replace(block, () => `\`\`\`${fence}\n${stdout}\`\`\``);
    }
    writeFileSync(file, text);
  }
  const docs = withoutHashes(readFileSync(file, 'utf8'));
  for (const output of ['table', 'mermaid']) {
    const { stdout } = await run(['connections', '-o', output, '-'], manifests);
    expect(docs).toContain(withoutHashes(stdout));
  }
  const { stdout } = await run(['connections', '-o', 'json', '-'], manifests);
  const shown = JSON.parse(/```json\n([^`]+)```/.exec(docs)![1]);
  expect(JSON.parse(stdout)).toContainEqual(shown);
});
