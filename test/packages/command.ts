import { spawnSync } from 'child_process';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
}

/** Runs a program to its end, however it ends. */
export function outcome(command: readonly string[], { cwd, env }: CommandOptions): Outcome {
  const [program, ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs a program that has to succeed; gives what it printed. */
export function run(command: readonly string[], options: CommandOptions): string {
  const { status, stdout, stderr } = outcome(command, options);
  if (status !== 0) {
    const printed = `${stdout}\n${stderr}`.trim().split('\n').slice(-60).join('\n');
    throw new Error(`"${command.join(' ')}" in ${options.cwd} ended with ${status}:\n${printed}`);
  }
  return stdout;
}
