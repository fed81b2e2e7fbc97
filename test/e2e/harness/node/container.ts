import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Image } from './images';
import { Process } from '../machine/process';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

export interface ContainerOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** Name of the pod's network namespace. */
  readonly network: string;
  readonly hostname: string;
  readonly image: Image;
  /** The container's part of the pod's spec. */
  readonly spec: any;
  readonly podSpec: any;
  /** The environment and the command, with all references resolved. */
  readonly env: { [name: string]: string };
  readonly command: string[];
  readonly mounts: Mount[];
}

/** One run of a container: a process in namespaces of its own (container.sh). */
export class Container {
  private readonly process: Process;
  private readonly message: string;
  public readonly startedAt = new Date().toISOString().replace(/\.\d+/, '');

  constructor(private readonly options: ContainerOptions) {
    const { folder, spec, podSpec, image } = options;
    mkdirSync(join(folder, 'root'), { recursive: true });
    this.message = join(folder, 'termination-message');
    writeFileSync(this.message, '');
    // The user of the container, whoever that is, writes it.
    chmodSync(this.message, 0o666);
    const security = { ...podSpec.securityContext, ...spec.securityContext };
    const user = security.runAsUser ?? image.user ?? 0;
    const groups = [security.fsGroup, ...(security.supplementalGroups ?? [])].filter(
      Number.isInteger,
    );
    const mounts: Mount[] = [
      ...Object.entries(image.files ?? {}).map(([target, source]) => ({
        source,
        target,
        readOnly: true,
      })),
      ...options.mounts,
      { source: this.message, target: spec.terminationMessagePath ?? '/dev/termination-log' },
    ];
    this.process = new Process({
      command: 'nsenter',
      args: [
        `--net=/run/netns/${options.network}`,
        ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc'],
        ...['sh', join(__dirname, 'container.sh'), join(folder, 'root')],
        ...[`${user}:${security.runAsGroup ?? 0}`, groups.join(',') || '0'],
        ...[spec.workingDir ?? '/', String(security.readOnlyRootFilesystem ?? false)],
        ...mounts.flatMap(({ source, target, readOnly }) => [
          source,
          target,
          readOnly ? 'ro' : 'rw',
        ]),
        ...['--', ...options.command],
      ],
      env: { PATH, HOSTNAME: options.hostname, ...image.env, ...options.env },
      log: join(folder, 'log'),
    });
  }

  public get exited(): Promise<number> {
    return this.process.exited;
  }

  public get running(): boolean {
    return this.process.running;
  }

  public get log(): string {
    return this.process.output;
  }

  /** What the container left to be read in its status. */
  public terminationMessage(exitCode: number): string {
    const message = readFileSync(this.message, 'utf8');
    const useLog = this.options.spec.terminationMessagePolicy === 'FallbackToLogsOnError';
    return (message === '' && useLog && exitCode !== 0 ? this.log : message).slice(-4096);
  }

  /** SIGTERM, and SIGKILL after the grace period, to the container's first process. */
  public async stop(graceMs: number): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  public signal(signal: NodeJS.Signals): void {
    const child = this.firstProcess();
    if (child) {
      process.kill(child, signal);
    }
  }

  /** Ends it at once, as a crash would. */
  public kill(): void {
    // The end of its first process is the end of all. (A change of user has taken from that one the
    // signal that it would get when its parent ends.)
    this.signal('SIGKILL');
    void this.process.stop('SIGKILL');
  }

  /** Runs a command inside; rejects if it fails. */
  public async execute(command: string[]): Promise<void> {
    const child = this.firstProcess();
    await promisify(execFile)(
      'nsenter',
      [`--target=${child}`, '--all', '--root', '--', ...command],
      {
        env: { PATH, ...this.options.env },
      },
    );
  }

  /** The child of `unshare`: the container's process 1. */
  private firstProcess(): number | undefined {
    try {
      const path = `/proc/${this.process.pid}/task/${this.process.pid}/children`;
      return Number(readFileSync(path, 'utf8').split(' ')[0]) || undefined;
    } catch {
      return undefined;
    }
  }
}
