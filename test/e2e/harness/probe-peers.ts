import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { Cluster } from './cluster/cluster';
import { createOutsidePod, deleteOutsidePods } from './node/outside-pod';
import { waitUntil } from './wait';
import type { Peer } from '../../../src/cli/connections/peer';

/** Of the machine, and in the range of pods: for those that only have an address and labels. */
const PODS = '10.244.254';
/** Of the DNS that is there, and of the API server. */
const KNOWN: { [peer: string]: string } = { DNS: '10.244.255.53', 'API server': '10.0.0.10' };
/** What stands for public addresses: see machine.sh. */
const INTERNET = '203.0.113.9';
/** Where pods "in any namespace" are. */
const ELSEWHERE = 'elsewhere';
const TIMEOUT_MS = 1_000;
const AT_ONCE = 150;

/** A connection to try. */
export interface Attempt {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Makes the peers of `cdk8s-restate connections` real: pods with their labels, and addresses. */
export class ProbePeers {
  private readonly namespaces = new Set<string>();
  private addresses = new Map<string, { readonly from: string; readonly to: string }>();

  constructor(
    private readonly cluster: Cluster,
    private readonly node: string,
  ) {}

  /** Makes those of one set of manifests, in namespaces with the labels that these have there. */
  public async make(
    peers: readonly Peer[],
    labelsOf: (namespace: string) => { [key: string]: string },
  ): Promise<void> {
    await ip('route', 'replace', 'local', `${PODS}.0/24`, 'dev', 'lo');
    let host = 1;
    for (const { name, pods, addresses } of peers) {
      if (KNOWN[name] !== undefined) {
        this.addresses.set(name, { from: KNOWN[name], to: KNOWN[name] });
      } else if (pods === undefined) {
        const address = name === 'Internet' ? INTERNET : textOf(addresses[0].value);
        await ip('route', 'replace', 'local', `${address}/32`, 'dev', 'lo');
        this.addresses.set(name, { from: address, to: address });
      } else {
        const namespace = pods.namespace ?? ELSEWHERE;
        await this.ensureNamespace(namespace, labelsOf(namespace));
        // A call of a pod to itself would never leave it.
        const [from, to] = [`${PODS}.${host++}`, `${PODS}.${host++}`];
        for (const address of [from, to]) {
          const { labels } = pods;
          const pod = { namespace, name: 'peer', labels, address, node: this.node };
          await createOutsidePod(this.cluster, pod);
        }
        this.addresses.set(name, { from, to });
      }
    }
  }

  /** Whether each of some connections gets through, to a server or to nobody that listens. */
  public async try(attempts: readonly Attempt[]): Promise<boolean[]> {
    const results: boolean[] = [];
    for (let start = 0; start < attempts.length; start += AT_ONCE) {
      const batch = attempts.slice(start, start + AT_ONCE);
      results.push(...(await Promise.all(batch.map((each) => this.tryOne(each)))));
    }
    return results;
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

  private tryOne({ from, to, port }: Attempt): Promise<boolean> {
    const localAddress = this.addresses.get(from)!.from;
    const host = this.addresses.get(to)!.to;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, localAddress, timeout: TIMEOUT_MS });
      const end = (passed: boolean) => {
        socket.destroy();
        resolve(passed);
      };
      socket.once('connect', () => end(true));
      socket.once('timeout', () => end(false));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') end(true);
        else reject(new Error(`${from} > ${to}:${port}: ${error.message}`));
      });
    });
  }
}

async function ip(...args: string[]): Promise<void> {
  await promisify(execFile)('ip', args);
}

function textOf(ipv4: bigint): string {
  return [24n, 16n, 8n, 0n].map((bits) => String((ipv4 >> bits) & 255n)).join('.');
}
