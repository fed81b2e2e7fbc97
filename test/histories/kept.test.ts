import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from './generate';
import { readKept } from './kept-history';
import { play } from './play';
import { programOf } from './program';

const FOLDER = join(__dirname, 'kept');
// On a machine that is busy.
jest.setTimeout(60_000);

const program = programOf(readFileSync(join(__dirname, '../../assets/reconcile.js'), 'utf8'));

describe('a history that failed once', () => {
  for (const file of readdirSync(FOLDER)) {
    const { about, history } = readKept(join(FOLDER, file));
    test(`${about} (${file})`, async () => {
      expect(await play(history, program)).toEqual([]);
    });
  }
});

test('a seed gives the same history each time, and that the same end', async () => {
  expect(generate(7)).toEqual(generate(7));
  const broken = programOf('queueMicrotask(() => process.exit(2));');
  const ends = [await play(generate(7), broken), await play(generate(7), broken)];
  expect(ends[0]).toEqual(ends[1]);
  expect(ends[0]).not.toEqual([]);
});
