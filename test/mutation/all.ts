/**
 * The tests of a few folders as one, for `npm run mutation`: every mutant loads them, and to load them one by one takes
 * longer than to run them.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Set by scripts/mutation.mjs: folders of test/. */
declare const TEST_FOLDERS: readonly string[];

const root = join(__dirname, '..');
for (const folder of TEST_FOLDERS) {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) {
    const path = join(folder, file);
    describe(path, () => {
      jest.requireActual(join(root, path));
    });
  }
}
