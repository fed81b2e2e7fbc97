import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ip = (...args: string[]) => execute('ip', args);

/** Of the node, in machine.sh. */
const GATEWAY = '10.0.0.10';

/**
 * The network of a node: for each pod a network namespace with an address, and a link that is routed to it. There is
 * no bridge, so that each packet between two pods passes the machine's rules.
 */
export class PodNetwork {
  private readonly prefix: string;
  private readonly taken = new Set<number>();
  private last = 1;

  /** @param cidr the node's /24 range for pods */
  constructor(cidr: string) {
    this.prefix = cidr.replace(/\.0\/24$/, '.');
  }

  /** Makes the network of a pod. Its name is what `ip netns` and `/run/netns` call it. */
  public async addPod(): Promise<{ name: string; address: string }> {
    const host = this.nextHost();
    const address = `${this.prefix}${host}`;
    const name = `pod-${this.prefix.split('.')[2]}-${host}`;
    await ip('netns', 'add', name);
    await ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    await ip('link', 'set', name, 'up');
    await ip('route', 'add', `${address}/32`, 'dev', name);
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('-n', name, 'addr', 'add', `${address}/32`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    await ip('-n', name, 'route', 'add', GATEWAY, 'dev', 'eth0', 'scope', 'link');
    await ip('-n', name, 'route', 'add', 'default', 'via', GATEWAY);
    return { name, address };
  }

  public async removePod(name: string): Promise<void> {
    await ip('netns', 'delete', name);
    this.taken.delete(Number(name.split('-').pop()));
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
