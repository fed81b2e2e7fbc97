/**
 * Prints which rules decide in the history of each seed, as JSON, for scripts/rule-mutants.mjs:
 * `node decided.js PROGRAM FIRST LAST`. The program calls `decided.add(NAME)` for each rule that does.
 */
import { readFileSync } from 'node:fs';
import { generate } from './generate';
import { play } from './play';
import { programOf } from './program';

async function main(): Promise<void> {
  const [file, first, last] = process.argv.slice(2);
  const program = programOf(readFileSync(file, 'utf8'));
  for (let seed = Number(first); seed <= Number(last); seed++) {
    const decided = new Set<string>();
    Object.assign(globalThis, { decided });
    await play(generate(seed), program);
    console.log(JSON.stringify([seed, ...decided]));
  }
}

void main();
