import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ProcessOptions {
  readonly command: string;
  readonly args?: string[];
  /** The whole environment of the process; nothing is inherited. */
  readonly env?: { [name: string]: string };
  /** File that its output is appended to. */
  readonly log: string;
}

/** A program that runs beside the tests, with its output in a file. */
export class Process {
  private readonly child: ChildProcess;
  /** Resolves to the exit status, 128 + the signal's number if a signal ended it. */
  public readonly exited: Promise<number>;

  constructor(private readonly options: ProcessOptions) {
    const log = openSync(options.log, 'a');
    this.child = spawn(options.command, options.args ?? [], {
      env: options.env ?? {},
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    // A program that still runs is no reason for jest to stay.
    this.child.unref();
    this.exited = new Promise((resolve) => {
      this.child.once('error', () => resolve(127));
      this.child.once('exit', (code, signal) =>
        resolve(code ?? (signal === 'SIGTERM' ? 143 : 137)),
      );
    });
  }

  public get pid(): number {
    return this.child.pid ?? -1;
  }

  public get running(): boolean {
    return (
      this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null
    );
  }

  public get output(): string {
    return readFileSync(this.options.log, 'utf8');
  }

  /** Sends the signal and waits for the end; SIGKILL follows after `graceMs`. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 5_000): Promise<number> {
    if (this.running) {
      this.child.kill(signal);
      const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
      await this.exited;
      clearTimeout(timer);
    }
    return this.exited;
  }
}
