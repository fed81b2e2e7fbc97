/**
 * A process that runs the bundle: its timers are virtual, its requests go to servers in memory, and it can be killed,
 * or stand still, at any moment.
 */
import { createRequire } from 'node:module';
import { connectionModule } from './connection';
import type { Network } from './network';
import type { Program } from './program';
import type { Random } from '../random';
import type { VirtualTime } from './virtual-time';

const requireReal = createRequire(__filename);

export interface PodOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly time: VirtualTime;
  readonly network: Network;
  readonly random: Random;
  /** One of the two is called, once. */
  readonly onExit: (status: number, message: string) => void;
  readonly onKilled: () => void;
  /** An error that nobody expects. */
  readonly onCrash: (error: Error) => void;
}

export class Pod {
  isAlive = true;
  /** When it was last answered what the desired state is, as of when the server did. */
  sawDesiredAt = -Infinity;
  readonly log: string[] = [];
  private stillUntil = 0;
  private message = '';
  private onTerm: Array<() => void> = [];
  private readonly modules: Readonly<Record<string, unknown>> = {
    'node:http': connectionModule(this),
    'node:https': connectionModule(this),
    'node:fs': {
      readFileSync: (file: string) => {
        if (file.startsWith('/var/run/secrets/')) return 'secret';
        throw Object.assign(new Error(`no such file: ${file}`), { code: 'ENOENT' });
      },
      writeFileSync: (_file: string, text: string) => (this.message = text),
    },
    'node:timers/promises': {
      setTimeout: <T>(ms: number, value: T, options?: { signal?: AbortSignal }) =>
        this.sleep(ms, value, options?.signal),
    },
  };

  constructor(private readonly options: PodOptions) {}

  /** It may be killed before this returns. */
  start(program: Program): void {
    const { options } = this;
    program({
      require: (module) => this.modules[module] ?? requireReal(module),
      process: this.process,
      performance: { now: () => options.time.now },
      setTimeout: (run, ms) => this.timer(run, ms),
      clearTimeout: (timer) => timer?.clear(),
      setInterval: (run, ms) => this.interval(run, ms),
      clearInterval: (timer) => timer?.clear(),
      Math: Object.create(Math, { random: { value: () => options.random.next() } }) as Math,
    });
  }

  get name(): string {
    return this.options.name;
  }

  get id(): string {
    return this.options.env.RESTATE_RUNTIME_ID;
  }

  /** Without any notice. */
  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.options.onKilled();
  }

  /** SIGTERM. */
  terminate(): void {
    this.deliver(() => this.onTerm.splice(0).forEach((run) => run()));
  }

  /** Does nothing for so long: no timer fires, and no answer is read. */
  standStill(ms: number): void {
    this.stillUntil = Math.max(this.stillUntil, this.options.time.now + ms);
  }

  /** Does something of its own now, or once it goes on. */
  deliver(run: () => void): void {
    if (!this.isAlive) return;
    const { time } = this.options;
    if (time.now < this.stillUntil) {
      time.after(this.stillUntil - time.now, () => this.deliver(run));
      return;
    }
    try {
      run();
    } catch (error) {
      this.options.onCrash(error as Error);
    }
  }

  private get process() {
    const { args, env, onExit } = this.options;
    return {
      argv: ['node', 'reconcile.js', ...args],
      env,
      stdout: { write: (text: string) => this.log.push(text.trimEnd()) },
      once: (_signal: string, run: () => void) => this.onTerm.push(run),
      exit: (status: number) => {
        if (!this.isAlive) return;
        this.isAlive = false;
        onExit(status, this.message);
      },
    };
  }

  get network(): Network {
    return this.options.network;
  }

  private timer(run: () => void, ms: number) {
    const clear = this.options.time.after(ms, () => this.deliver(run));
    const timer = { clear, unref: () => timer };
    return timer;
  }

  private interval(run: () => void, ms: number) {
    let current: { clear: () => void };
    const start = () => {
      current = this.timer(() => {
        start();
        run();
      }, ms);
    };
    start();
    const timer = { clear: () => current.clear(), unref: () => timer };
    return timer;
  }

  private sleep<T>(ms: number, value: T, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        timer.clear();
        reject(new Error('The operation was aborted'));
      };
      const timer = this.timer(() => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      }, ms);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
