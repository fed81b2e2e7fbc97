import { Cluster } from './harness/cluster/cluster';
import { applyObjects } from './harness/example-run';
import { describeOnNode } from './harness/on-node';
import { ProbePeers } from './harness/probe-peers';
import { connectionsOf } from '../../src/cli/connections/connections';
import type { Connection } from '../../src/cli/connections/connections';
import { readInput } from '../../src/cli/connections/input';
import { podLabels } from '../../src/contract';
import { addressRange } from '../../src/core/addresses';
import { pod, textOf } from '../cli/connections/ask';
import { examplesOfOneCluster, objectsOf, synthExample } from '../examples/synth-example';

const cluster = Cluster.connect();
const POLICIES_ENFORCED = process.env.E2E_NETWORK_POLICIES !== 'ignore';
const testOfPolicies = POLICIES_ENFORCED ? test : test.skip;

/** Labels of the runtime's pods and of Restate's, on pods of a namespace that nobody allows. */
const FORGED = [
  pod('stranger', 'like-the-runtime', podLabels('quickstart-restate')),
  pod('stranger', 'like-restate', {
    'app.kubernetes.io/name': 'restate',
    'app.kubernetes.io/instance': 'restate',
  }),
];

describeOnNode('what connections says is what packets do', { images: {} }, (node) => {
  let peers: ProbePeers;
  const counts: Array<{ name: string; pairs: number; probes: number; denied: number }> = [];

  beforeAll(() => {
    peers = new ProbePeers(cluster, node.name);
  });
  afterEach(() => peers.clear());
  afterAll(async () => {
    await peers.remove();
    const lines = counts.map(({ name, pairs, probes, denied }) => {
      return `${name.padEnd(26)} ${pairs} pairs, ${probes} connections, ${denied} of them denied`;
    });
    const total = (field: 'pairs' | 'probes') => counts.reduce((sum, each) => sum + each[field], 0);
    lines.push(`${'all'.padEnd(26)} ${total('pairs')} pairs, ${total('probes')} connections`);
    process.stderr.write(`\n${lines.join('\n')}\n\n`);
  });

  testOfPolicies.each(examplesOfOneCluster())('in the example %s', async (name) => {
    const manifests = synthExample(name);
    const objects = objectsOf(manifests);
    const input = readInput(
      [{ file: name, text: `${manifests}\n---\n${textOf(FORGED)}` }],
      'default',
    );
    const connections = connectionsOf({
      ...input,
      podRanges: [addressRange('10.244.0.0/16')],
      apiServerRanges: [addressRange('10.0.0.10/32')],
    }).filter(isProbed);
    const all = [...new Set(connections.flatMap(({ from, to }) => [from, to]))];
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    await peers.make(all, (namespace) => input.namespaces.labelsOf(namespace));
    for (const { metadata } of policies) {
      const { namespace } = metadata;
      await peers.ensureNamespace(namespace, input.namespaces.labelsOf(namespace));
    }
    if (policies.length > 0) await applyObjects(cluster, policies);

    const expected = connections.map((each) => verdictText(each, each.allowed));
    const attempts = connections.map(({ from, to, port }) => {
      return { from: from.name, to: to.name, port: Number(port) };
    });
    let actual: string[] = [];
    // The engine hears of pods and policies a moment after the API server.
    for (let tries = 0; tries < 3 && actual.join() !== expected.join(); tries++) {
      const passed = await peers.try(attempts);
      actual = connections.map((each, index) => verdictText(each, passed[index]));
    }
    expect(actual).toEqual(expected);

    const denied = connections.filter(({ allowed }) => !allowed).length;
    if (policies.some(({ spec }) => spec.policyTypes.length === 2)) {
      expect(denied).toBeGreaterThan(0);
    }
    const pairs = new Set(connections.map(({ from, to }) => `${from.name} > ${to.name}`)).size;
    counts.push({ name, pairs, probes: connections.length, denied });
  });
});

/** By TCP, and of ports that are treated alike the first. */
function isProbed({ protocol, port, from, to }: Connection): boolean {
  const families = [from, to].flatMap(({ addresses }) => addresses.map(({ family }) => family));
  return protocol === 'TCP' && typeof port === 'number' && !families.includes(6);
}

function verdictText({ from, to, port }: Connection, allowed: boolean): string {
  return `${from.name} > ${to.name}:${port} ${allowed ? 'yes' : 'no'}`;
}
