import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(__dirname, 'connect-program.mjs');

/** What became of a connection; by UDP, `connected` is a server of DNS that has answered. */
export type Outcome = 'connected' | 'refused' | 'dropped';

/** A connection to try. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** @default TCP */
  readonly protocol?: 'TCP' | 'UDP';
  /** The address that it comes from. @default one that leads there */
  readonly from?: string;
}

export interface ConnectOptions {
  /** Name of a pod's network. @default that of this machine */
  readonly network?: string;
  /** @default 1500 */
  readonly timeoutMs?: number;
}

/** Tries connections, as any program in that network would; what became of each, in their order. */
export async function connectAll(
  targets: readonly Target[],
  { network, timeoutMs = 1_500 }: ConnectOptions = {},
): Promise<Outcome[]> {
  const enter = network === undefined ? [] : ['nsenter', `--net=/run/netns/${network}`];
  const [command, ...args] = [...enter, process.execPath, PROGRAM];
  const running = promisify(execFile)(command, args, { maxBuffer: 2 ** 24 });
  running.child.stdin!.end(JSON.stringify({ targets, timeoutMs }));
  return JSON.parse((await running).stdout);
}
