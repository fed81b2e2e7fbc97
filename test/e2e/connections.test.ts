import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { applyObjects } from './harness/example-run';
import { describeOnNode } from './harness/on-node';
import { dualStackManifests, narrowedManifests } from './harness/option-manifests';
import { ProbePeers } from './harness/probe-peers';
import type { Attempt } from './harness/probe-peers';
import { withoutEachPeer } from './harness/reduced-policy';
import { connectionsOf } from '../../src/cli/connections/connections';
import type { Connection } from '../../src/cli/connections/connections';
import { NetworkRules } from '../../src/cli/connections/evaluate';
import { readInput } from '../../src/cli/connections/input';
import type { ManifestInput } from '../../src/cli/connections/input';
import { podLabels } from '../../src/contract';
import { addressRange, containsAddress, containsRange } from '../../src/core/addresses';
import { pod, textOf } from '../cli/connections/ask';
import { exampleParts, objectsOf } from '../examples/synth-example';

const cluster = Cluster.connect();
const POLICIES_ENFORCED = process.env.E2E_NETWORK_POLICIES !== 'ignore';
const IPV6 = process.env.E2E_IPV6 !== 'ignore';

/** Labels of the runtime's pods and of Restate's, on pods of a namespace that nobody allows. */
const FORGED = [
  pod('stranger', 'like-the-runtime', podLabels('quickstart-restate')),
  pod('stranger', 'like-restate', {
    'app.kubernetes.io/name': 'restate',
    'app.kubernetes.io/instance': 'restate',
  }),
];

const IPV4_PODS = addressRange('10.244.0.0/16');
const IPV6_PODS = addressRange('fd00:10:244::/48');
const API_SERVER = addressRange('10.0.0.10/32');
/** kube-proxy answers for these. */
const SERVICES = addressRange('10.96.0.0/16');

interface ManifestSet {
  readonly name: string;
  readonly manifests: string;
  /** Of the addresses of pods. */
  readonly families: ReadonlyArray<4 | 6>;
}

const SETS: ManifestSet[] = [
  ...exampleParts().map((part): ManifestSet => ({ ...part, families: [4] })),
  { name: 'another DNS, narrow egress', manifests: narrowedManifests(), families: [4] },
  { name: 'IPv4 and IPv6', manifests: dualStackManifests(), families: [4, 6] },
];
/** Those that have every kind of peer between them. */
const REDUCED = ['quickstart', 'two-apps', 'another DNS, narrow egress', 'IPv4 and IPv6'];

describeOnNode('what connections says is what packets do', { images: {} }, (node) => {
  let peers: ProbePeers;
  const counts: Array<{ name: string; pairs: number; probes: number; denied: number }> = [];

  beforeAll(() => {
    peers = new ProbePeers(cluster, node.name);
  });
  afterEach(() => peers.clear());
  afterAll(async () => {
    await peers.remove();
    const total = (field: 'pairs' | 'probes' | 'denied') =>
      counts.reduce((sum, each) => sum + each[field], 0);
    const all = {
      name: 'all',
      pairs: total('pairs'),
      probes: total('probes'),
      denied: total('denied'),
    };
    const lines = [...counts, all].map(({ name, pairs, probes, denied }) => {
      return `${name.padEnd(26)} ${pairs} pairs, ${probes} connections, ${denied} of them denied`;
    });
    process.stderr.write(`\n${lines.join('\n')}\n\n`);
  });

  for (const set of SETS) testOf(set)(set.name, () => compare(set));

  describe('a peer that is removed from a policy is missed, whichever it is', () => {
    for (const set of SETS.filter(({ name }) => REDUCED.includes(name))) {
      testOf(set)(set.name, () => missEachPeer(set));
    }
  });

  async function missEachPeer(set: ManifestSet): Promise<void> {
    const { connections, policies } = await apply(set);
    const reductions = policies.flatMap((policy) => withoutEachPeer(policy, isSomebody));
    expect(reductions).not.toEqual([]);
    for (const { without, original, reduced } of reductions) {
      const texts = [...policies.filter((policy) => policy !== original), reduced];
      const rules = new NetworkRules(inputOf(textOf(texts)).policies);
      const lost = connections.filter(
        (each) => each.allowed && !rules.verdict(each.from, each.to, each).allowed,
      );
      // Of a peer that other peers make needless, nobody could notice.
      expect({ without, lost: lost.length }).not.toEqual({ without, lost: 0 });
      await replaceRules(reduced);
      await settled(lost, () => false, 300);
      await replaceRules(original);
      await settled(lost, () => true, 300);
    }
    process.stderr.write(`${set.name}: ${reductions.length} peers, each of them missed\n`);
  }

  /** Makes policies and peers, and says what their connections should be like. */
  async function apply({ manifests, families }: ManifestSet) {
    const input = inputOf(`${manifests}\n---\n${textOf(FORGED)}`);
    const connections = connectionsOf({
      ...input,
      podRanges: families.map((family) => (family === 4 ? IPV4_PODS : IPV6_PODS)),
      apiServerRanges: [API_SERVER],
    });
    const all = [...new Set(connections.flatMap(({ from, to }) => [from, to]))];
    await peers.make(all, families, (namespace) => input.namespaces.labelsOf(namespace));
    const policies = (objectsOf(manifests) as KubeObject[]).filter(
      ({ kind }) => kind === 'NetworkPolicy',
    );
    for (const { metadata } of policies) {
      const namespace = metadata.namespace!;
      await peers.ensureNamespace(namespace, input.namespaces.labelsOf(namespace));
    }
    if (policies.length > 0) await applyObjects(cluster, policies);
    return { policies, connections: connections.filter(isProbed) };
  }

  async function compare(set: ManifestSet): Promise<void> {
    const { policies, connections } = await apply(set);
    await settled(connections, ({ allowed }) => allowed);
    const denied = connections.filter(({ allowed }) => !allowed).length;
    if (policies.some(({ spec }) => spec.policyTypes.length === 2)) {
      expect(denied).toBeGreaterThan(0);
    }
    const pairs = new Set(connections.map(({ from, to }) => `${from.name} > ${to.name}`)).size;
    counts.push({ name: set.name, pairs, probes: connections.length, denied });
  }

  /** Compares packets with what is expected; the engine hears of pods and policies a moment after the API server. */
  async function settled(
    connections: readonly Connection[],
    expected: (connection: Connection) => boolean,
    timeoutMs?: number,
  ): Promise<void> {
    const meant = connections.map((each) => verdictText(each, expected(each)));
    const deadline = Date.now() + 5_000;
    for (;;) {
      const passed = await peers.try(connections.map(attemptOf), timeoutMs);
      const actual = connections.map((each, index) => verdictText(each, passed[index]));
      if (actual.join() === meant.join()) return;
      if (Date.now() > deadline) expect(actual).toEqual(meant);
      await delay(50);
    }
  }

  /** By TCP and UDP, of ports that are treated alike the first, and between addresses that are somebody's. */
  function isProbed({ protocol, port, from, to }: Connection): boolean {
    const isOfService = [from, to].some(({ addresses }) =>
      addresses.every((address) => containsAddress(SERVICES, address)),
    );
    // Network policies do not apply to what the node sends.
    const isFromNode = from.addresses.every((address) => containsAddress(API_SERVER, address));
    return (
      protocol !== 'SCTP' &&
      typeof port === 'number' &&
      !isOfService &&
      !isFromNode &&
      peers.canConnect(from, to)
    );
  }
});

function testOf({ families }: ManifestSet): jest.It {
  return POLICIES_ENFORCED && (IPV6 || !families.includes(6)) ? test : test.skip;
}

function inputOf(text: string): ManifestInput {
  return readInput([{ file: 'manifests', text }], 'default');
}

function attemptOf({ from, to, port, protocol }: Connection): Attempt {
  return { from, to, port: Number(port), protocol: protocol === 'UDP' ? 'UDP' : 'TCP' };
}

function verdictText({ from, to, port, protocol }: Connection, allowed: boolean): string {
  return `${from.name} > ${to.name}:${port}/${protocol} ${allowed ? 'yes' : 'no'}`;
}

/** Not the address of a Service, which has become that of a pod when a packet is judged. */
function isSomebody(peer: any): boolean {
  const cidr: string | undefined = peer?.ipBlock?.cidr;
  return cidr === undefined || !containsRange(SERVICES, addressRange(cidr));
}

async function replaceRules({ metadata, spec }: KubeObject): Promise<void> {
  const { namespace, name } = metadata;
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`;
  const { ingress = [], egress = [] } = spec;
  await cluster.client.patch(path, { spec: { ingress, egress } });
}
