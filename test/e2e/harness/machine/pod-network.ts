import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ip = (...args: string[]) => execute('ip', args);

/** The network of a node: a bridge, and a network namespace with an address for each pod. */
export class PodNetwork {
  /** @param cidr the node's /24 range for pods */
  public static async create(cidr: string): Promise<PodNetwork> {
    const prefix = cidr.replace(/\.0\/24$/, '.');
    const network = new PodNetwork(prefix);
    // One address for good: else it is that of one of the pods, and when that ends the others send to nobody, until
    // half a minute later they ask who has it now.
    await ip('link', 'add', network.bridge, 'address', '02:00:00:00:00:01', 'type', 'bridge');
    await ip('addr', 'add', `${prefix}1/24`, 'dev', network.bridge);
    await ip('link', 'set', network.bridge, 'up');
    return network;
  }

  private readonly bridge: string;
  private readonly taken = new Set<number>();
  private last = 1;

  private constructor(private readonly prefix: string) {
    this.bridge = `pods-${prefix.split('.')[2]}`;
  }

  /** Makes the network of a pod. Its name is what `ip netns` and `/run/netns` call it. */
  public async addPod(): Promise<{ name: string; address: string }> {
    const host = this.nextHost();
    const address = `${this.prefix}${host}`;
    const name = `${this.bridge}-${host}`;
    await ip('netns', 'add', name);
    await ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    await ip('link', 'set', name, 'master', this.bridge, 'up');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    await ip('-n', name, 'route', 'add', 'default', 'via', `${this.prefix}1`);
    return { name, address };
  }

  public async removePod(name: string): Promise<void> {
    await ip('netns', 'delete', name);
    this.taken.delete(Number(name.split('-').pop()));
  }

  public async remove(): Promise<void> {
    await ip('link', 'delete', this.bridge);
  }

  /** Addresses are used again as late as possible: clients may still try one that is gone. */
  private nextHost(): number {
    for (let tries = 0; tries < 253; tries++) {
      this.last = this.last === 254 ? 2 : this.last + 1;
      if (!this.taken.has(this.last)) {
        this.taken.add(this.last);
        return this.last;
      }
    }
    throw new Error('no address is left for a pod');
  }
}
