/** Histories that failed once, shrunk: each file is played by the unit tests from then on. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { History } from './history';

export interface KeptHistory {
  /** What went wrong, in a sentence that may be a test's name. */
  readonly about: string;
  readonly history: History;
}

export function readKept(file: string): KeptHistory {
  return JSON.parse(readFileSync(file, 'utf8')) as KeptHistory;
}

export function writeKept(file: string, kept: KeptHistory): void {
  mkdirSync(dirname(file), { recursive: true });
  const { seed, apps, events } = kept.history;
  // A line for each event.
  const lines = (all: readonly unknown[]) =>
    `[\n${all.map((each) => `      ${JSON.stringify(each)}`).join(',\n')}\n    ]`;
  writeFileSync(
    file,
    `{
  "about": ${JSON.stringify(kept.about)},
  "history": {
    "seed": ${seed},
    "apps": ${lines(apps)},
    "events": ${lines(events)}
  }
}
`,
  );
}
