import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** A memory limit as that of a pod: whoever needs more is killed. Needs root and cgroups, version 1 or 2. */
export class MemoryCgroup {
  /** Undefined where this machine has no cgroup for memory, or does not let this user make one. */
  static create(limitBytes: number): MemoryCgroup | undefined {
    try {
      const isV1 = existsSync(join(ROOT, 'memory'));
      if (!isV1) writeFileSync(join(ROOT, 'cgroup.subtree_control'), '+memory');
      const folder = join(ROOT, isV1 ? 'memory' : '', `cdk8s-restate-bench-${process.pid}`);
      mkdirSync(folder);
      const files = isV1
        ? { limit: 'memory.limit_in_bytes', peak: 'memory.max_usage_in_bytes' }
        : { limit: 'memory.max', peak: 'memory.peak' };
      writeFileSync(join(folder, files.limit), String(limitBytes));
      // Without swap, as in a pod; where that is not counted, there is none.
      const swap = join(folder, isV1 ? 'memory.swappiness' : 'memory.swap.max');
      if (existsSync(swap)) writeFileSync(swap, '0');
      return new MemoryCgroup(folder, join(folder, files.peak));
    } catch (error) {
      process.stderr.write(`no cgroup for memory: ${(error as Error).message}\n`);
      return undefined;
    }
  }

  private constructor(
    private readonly folder: string,
    private readonly peakFile: string,
  ) {}

  /** A command that runs another one in it. */
  command(program: string, args: readonly string[]): [string, ...string[]] {
    const script = `echo $$ >${join(this.folder, 'cgroup.procs')} && exec "$0" "$@"`;
    return ['sh', '-c', script, program, ...args];
  }

  /** The most that was in use: also the kernel's share, such as the buffers of sockets. */
  get peakMB(): number {
    return Number(readFileSync(this.peakFile, 'utf8')) / 1024 / 1024;
  }

  /** Once all that ran in it has ended. */
  remove(): void {
    rmdirSync(this.folder);
  }
}
