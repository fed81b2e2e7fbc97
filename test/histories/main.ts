/**
 * `npm run histories -- [--seeds A..B] [--replay FILE] [--seconds N] [--program FILE] [--first]`: plays
 * histories, and shrinks what fails into `reports/histories`, or stops at the first.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generate } from './generate';
import type { Violation } from './judge';
import { readKept, writeKept } from './kept-history';
import { play } from './play';
import { programOf } from './program';
import type { Program } from './program';
import { shrink } from './shrink';

const BUNDLE = 'assets/reconcile.js';
const REPORTS = 'reports/histories';
const FRESH = 1_000_000;
/** Each so many are told. */
const PROGRESS = 500;
/** Of so many, the rest is probably the same. */
const MOST_SHRUNK = 5;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      replay: { type: 'string' },
      seconds: { type: 'string' },
      program: { type: 'string', default: BUNDLE },
      first: { type: 'boolean', default: false },
    },
  });
  const program = programOf(readFileSync(values.program, 'utf8'));
  if (values.replay !== undefined) {
    const violations = await play(readKept(values.replay).history, program);
    show(values.replay, violations);
    return violations.length === 0 ? 0 : 1;
  }
  const seeds = seedsOf(values.seeds);
  return search(program, seeds, Number(values.seconds ?? Infinity), values.first);
}

/** `A..B`, or some of them as `A,B,C`; without it, seeds that nobody has tried. */
function seedsOf(text: string | undefined): number[] {
  const fresh = FRESH + (Date.now() % 1_000_000_000);
  const [, first = fresh, last = fresh + FRESH] =
    /^(\d+)\.\.(\d+)$/.exec(text ?? '')?.map(Number) ?? [];
  if (text !== undefined && /^\d+(,\d+)*$/.test(text)) return text.split(',').map(Number);
  if (text !== undefined && (first === fresh || first > last)) {
    throw new Error(`--seeds ${text}: two whole numbers, such as 1..1000`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

async function search(
  program: Program,
  seeds: readonly number[],
  seconds: number,
  isFirstEnough: boolean,
): Promise<number> {
  const startedAt = Date.now();
  const elapsed = () => (Date.now() - startedAt) / 1000;
  let failed = 0;
  let count = 0;
  for (const seed of seeds) {
    if (elapsed() > seconds) break;
    if (++count % PROGRESS === 0) console.error(`${count} histories, ${failed} failed`);
    const history = generate(seed);
    const violations = await play(history, program);
    if (violations.length === 0) continue;
    failed++;
    show(`seed ${seed}`, violations);
    if (isFirstEnough) break;
    if (failed > MOST_SHRUNK) continue;
    const [{ invariant, message }] = violations;
    const file = `${REPORTS}/${seed}.json`;
    writeKept(file, { about: message, history: await shrink(history, invariant, program) });
    console.log(`  shrunk: npm run histories -- --replay ${file}`);
  }
  console.log(
    `seeds ${seeds[0]}..${seeds[count - 1]}: ${count} histories in ${elapsed().toFixed(0)} s, ${failed} failed`,
  );
  return failed === 0 ? 0 : 1;
}

function show(name: string, violations: readonly Violation[]): void {
  for (const { at, invariant, message } of violations.slice(0, 3)) {
    console.log(`${name}, ${at} s: ${invariant}: ${message}`);
  }
}

void main().then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
