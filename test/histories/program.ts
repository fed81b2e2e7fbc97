/** The bundle of the runtime, ready to be started many times in one process. */
import { compileFunction } from 'node:vm';

/** What the bundle takes from the process that it runs in, and gets from a pod here. */
export interface Surroundings {
  readonly require: (module: string) => unknown;
  readonly process: unknown;
  readonly performance: { now(): number };
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: any) => void;
  readonly setInterval: (run: () => void, ms: number) => unknown;
  readonly clearInterval: (timer: any) => void;
  readonly Math: Math;
}

const NAMES: ReadonlyArray<keyof Surroundings> = [
  ...(['require', 'process', 'performance', 'Math'] as const),
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
];

/** Starts the program as a process would; it returns when the program first waits. */
export type Program = (surroundings: Surroundings) => void;

export function programOf(text: string): Program {
  const start = compileFunction(text, NAMES as string[], { filename: 'reconcile.js' });
  return (surroundings) => {
    start(...NAMES.map((name) => surroundings[name]));
  };
}
