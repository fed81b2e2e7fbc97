import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Cluster } from './cluster/cluster';
import { connectAll } from './node/connect';
import type { Target } from './node/connect';
import { createOutsidePod, deleteOutsidePods } from './node/outside-pod';
import { waitUntil } from './wait';
import type { Peer } from '../../../src/cli/connections/peer';
import type { Address } from '../../../src/core/addresses';

type Family = Address['family'];
type Addresses = { readonly [family in Family]?: readonly string[] };

/** Of the machine, and in the ranges of pods: for those that only have an address and labels. */
const POD_ADDRESS = (host: number) => ({ 4: `10.244.254.${host}`, 6: `fd00:10:244:fe::${host}` });
/** Of the DNS and the API server that are there: see machine.sh. */
const KNOWN: { readonly [peer: string]: Addresses } = {
  DNS: { 4: ['10.244.255.53'], 6: ['fd00:10:244:ff::53'] },
  'API server': { 4: ['10.0.0.10'] },
};
/** Where pods "in any namespace" are. */
const ELSEWHERE = 'elsewhere';

/** A connection to try. */
export interface Attempt extends Pick<Target, 'port' | 'protocol'> {
  readonly from: Peer;
  readonly to: Peer;
}

/** Makes the peers of `cdk8s-restate connections` real: pods with their labels, and addresses. */
export class ProbePeers {
  private readonly namespaces = new Set<string>();
  private addresses = new Map<string, { readonly from: Addresses; readonly to: Addresses }>();

  constructor(
    private readonly cluster: Cluster,
    private readonly node: string,
  ) {}

  /**
   * Makes those of one set of manifests, in namespaces with the labels that these have there.
   *
   * @param families of the addresses that pods have
   */
  public async make(
    peers: readonly Peer[],
    families: readonly Family[],
    labelsOf: (namespace: string) => { [key: string]: string },
  ): Promise<void> {
    await ip('route', 'replace', 'local', `${POD_ADDRESS(0)[4]}/24`, 'dev', 'lo');
    let host = 1;
    for (const { name, pods, addresses } of peers) {
      if (KNOWN[name] !== undefined) {
        this.addresses.set(name, { from: KNOWN[name], to: KNOWN[name] });
      } else if (pods === undefined) {
        // All that stand for the others, public ones too: this machine has a network of its own.
        const texts = addresses.map(textOf);
        for (const text of texts) await ip('route', 'replace', 'local', text, 'dev', 'lo');
        const own: Addresses = {
          4: texts.filter((text) => !text.includes(':')),
          6: texts.filter((text) => text.includes(':')),
        };
        this.addresses.set(name, { from: own, to: own });
      } else {
        const namespace = pods.namespace ?? ELSEWHERE;
        await this.ensureNamespace(namespace, labelsOf(namespace));
        const own = (): Addresses => {
          const all = POD_ADDRESS(host++);
          return Object.fromEntries(families.map((family) => [family, [all[family]]]));
        };
        // A call of a pod to itself would never leave it.
        const [from, to] = [own(), own()];
        for (const each of [from, to]) {
          await createOutsidePod(this.cluster, {
            namespace,
            name: 'peer',
            labels: pods.labels,
            addresses: Object.values(each).flat(),
            node: this.node,
          });
        }
        this.addresses.set(name, { from, to });
      }
    }
  }

  /** Whether two peers have addresses of one family. */
  public canConnect(from: Peer, to: Peer): boolean {
    return this.targets({ from, to, port: 1, protocol: 'TCP' }).length > 0;
  }

  /** Whether each of some connections gets through between all addresses of one family that the sides have. */
  public async try(attempts: readonly Attempt[], timeoutMs = 1_000): Promise<boolean[]> {
    const targets = attempts.map((attempt) => this.targets(attempt));
    const outcomes = await connectAll(targets.flat(), { timeoutMs });
    let next = 0;
    // Where nobody listens, it is refused by the machine itself.
    return targets.map(({ length }) =>
      outcomes.slice(next, (next += length)).every((outcome) => outcome !== 'dropped'),
    );
  }

  /** Removes pods and policies; namespaces stay for the next set of manifests. */
  public async clear(): Promise<void> {
    for (const namespace of this.namespaces) {
      const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
      for (const { metadata } of await this.cluster.client.list(path)) {
        await this.cluster.client.delete(`${path}/${metadata.name}`);
      }
      await deleteOutsidePods(this.cluster, namespace);
      await waitUntil({ for: `the pods of ${namespace} to go` }, async () => {
        const pods = await this.cluster.client.list(`/api/v1/namespaces/${namespace}/pods`);
        return pods.length === 0;
      });
    }
    this.addresses = new Map();
  }

  public async remove(): Promise<void> {
    await this.clear();
    await Promise.all([...this.namespaces].map((each) => this.cluster.deleteNamespace(each)));
  }

  public async ensureNamespace(name: string, labels: { [key: string]: string }): Promise<void> {
    if (name === 'kube-system') return;
    if (!this.namespaces.has(name)) await this.cluster.createNamespace(name);
    this.namespaces.add(name);
    await this.cluster.client.patch(`/api/v1/namespaces/${name}`, { metadata: { labels } });
  }

  private targets({ from, to, port, protocol }: Attempt): Target[] {
    const source = this.addresses.get(from.name)!.from;
    const target = this.addresses.get(to.name)!.to;
    return ([4, 6] as const).flatMap((family) =>
      (source[family] ?? []).flatMap((own) =>
        (target[family] ?? []).map((other) => ({ from: own, host: other, port, protocol })),
      ),
    );
  }
}

async function ip(...args: string[]): Promise<void> {
  await promisify(execFile)('ip', args);
}

function textOf({ family, value }: Address): string {
  return family === 4
    ? [24n, 16n, 8n, 0n].map((bits) => String((value >> bits) & 255n)).join('.')
    : [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n]
        .map((bits) => ((value >> bits) & 0xffffn).toString(16))
        .join(':');
}
