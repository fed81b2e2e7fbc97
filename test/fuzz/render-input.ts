/** Inputs of `render`: recorded ones that are changed somewhere, as values and as text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { disturbed } from './odd-values';
import { Random } from '../random';
import { Chance } from '../readback/chance';

const RECORDED = 'test/parity';

const TEXTS: readonly string[] = [
  ...readdirSync(join(RECORDED, 'cases'))
    .filter((name) => !name.includes('.'))
    .map((name) => join(RECORDED, 'cases', name, 'input.yaml')),
  ...readdirSync(join(RECORDED, 'refusals')).map((name) => join(RECORDED, 'refusals', name)),
].map((file) => readFileSync(file, 'utf8'));

/** The same input for the same seed. */
export function renderInput(seed: number): string {
  const random = new Random(seed);
  let text = random.pick(TEXTS);
  if (random.chance(0.8)) text = withOddValues(random, text);
  if (random.chance(0.3)) text = withOddText(random, text);
  return text;
}

function withOddValues(random: Random, text: string): string {
  const documents: any[] = [parseAllDocuments(text)].flat().map((each: any) => each.toJS());
  for (let count = random.whole(1, 4); count > 0; count--) {
    const at = random.whole(0, documents.length - 1);
    documents[at] = disturbed(random, documents[at]);
  }
  // kubectl reads both; JSON has no text that its writer could get wrong.
  const written = documents.map((each) =>
    random.chance(0.5) ? stringify(each) : (json(each) ?? 'null'),
  );
  return written.join('\n---\n');
}

function json(value: unknown): string | undefined {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each));
}

function withOddText(random: Random, text: string): string {
  let changed = text;
  for (let count = random.whole(1, 3); count > 0; count--) {
    const from = random.whole(0, changed.length);
    const to = random.chance(0.5) ? from : from + random.whole(1, 20);
    const piece = random.chance(0.7) ? new Chance(random.whole(0, 2 ** 31)).text() : '';
    changed = changed.slice(0, from) + piece + changed.slice(to);
  }
  return changed;
}
