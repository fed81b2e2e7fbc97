/**
 * `npm run fuzz -- [--seeds A..B] [--replay FILE]`: gives `render` and the constructs inputs that nobody means, one of
 * each for a seed. An input of `render` that breaks a rule is written to `reports/fuzz`; the props of a seed are the same
 * at each run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inspect, parseArgs } from 'node:util';
import { CONSTRUCTS } from './constructs';
import { judgeProps, judgeRender } from './judge';
import { disturbed } from './odd-values';
import { renderInput } from './render-input';
import { Random } from '../random';

const REPORTS = 'reports/fuzz';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '1..5000' }, replay: { type: 'string' } },
  });
  if (values.replay !== undefined) {
    return show(values.replay, await judgeRender(readFileSync(values.replay, 'utf8')));
  }
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(values.seeds)?.map(Number) ?? [];
  if (!(first <= last)) throw new Error(`--seeds ${values.seeds}: write it as 1..5000`);
  const startedAt = Date.now();
  let failed = 0;
  for (let seed = first; seed <= last; seed++) failed += (await render(seed)) + props(seed);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  console.log(`seeds ${values.seeds}: two inputs of each in ${seconds} s, ${failed} failed`);
  return failed;
}

async function render(seed: number): Promise<number> {
  const input = renderInput(seed);
  const wrong = await judgeRender(input);
  if (wrong.length === 0) return 0;
  const file = `${REPORTS}/${seed}.yaml`;
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(file, input);
  return show(`${file}`, wrong);
}

function props(seed: number): number {
  const random = new Random(seed);
  const [name, maker, sound] = random.pick(CONSTRUCTS);
  let given = sound;
  for (let count = random.whole(1, 3); count > 0; count--) given = disturbed(random, given, true);
  const wrong = judgeProps(maker, given);
  return wrong.length === 0 ? 0 : show(`seed ${seed}: ${name} ${inspect(given, false, 9)}`, wrong);
}

function show(input: string, wrong: readonly string[]): number {
  if (wrong.length === 0) return 0;
  console.log([input, ...wrong.slice(0, 5).map((each) => `  ${each}`)].join('\n'));
  return 1;
}

main().then(
  (failed) => (process.exitCode = failed === 0 ? 0 : 1),
  (error: Error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
