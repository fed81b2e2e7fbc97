/** `npm run histories -- --seeds A..B [--replay FILE] [--program FILE]` */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate';
import type { History } from './history';
import { play } from './play';
import { programOf } from './program';

const BUNDLE = join(process.cwd(), 'assets/reconcile.js');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      replay: { type: 'string' },
      program: { type: 'string', default: BUNDLE },
    },
  });
  const program = programOf(readFileSync(values.program, 'utf8'));
  const [first, last] = (values.seeds ?? '1..100').split('..').map(Number);
  const startedAt = Date.now();
  let failed = 0;
  for (let seed = first; seed <= last; seed++) {
    const history: History = generate(seed);
    const violations = await play(history, program);
    if (violations.length === 0) continue;
    failed++;
    for (const { at, invariant, message } of violations.slice(0, 3)) {
      console.log(`seed ${seed}, ${at} s: ${invariant}: ${message}`);
    }
  }
  const seconds = (Date.now() - startedAt) / 1000;
  console.log(`${last - first + 1} histories in ${seconds.toFixed(1)} s, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

void main().then((status) => process.exit(status));
