import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './markdown';
import { ROWS, rowText } from './network-table';

const FILE = join(PROJECT, 'docs/network.md');
const TABLE =
  /(?<=\| from \| to \| opened by \| NetworkPolicies \|\n\| --- \| --- \| --- \| --- \|\n)(?:\|.*\n)*/;

test('the table of docs/network.md says what the policies do: with what opens a way, and without', async () => {
  const rows: string[] = [];
  for (const row of ROWS) rows.push(`${await rowText(row)}\n`);
  const text = readFileSync(FILE, 'utf8');
  // UPDATE_DOCS=1 writes it.
  if (process.env.UPDATE_DOCS) {
    writeFileSync(
      FILE,
      text.replace(TABLE, () => rows.join('')),
    );
  } else {
    expect(TABLE.exec(text)?.[0]).toBe(rows.join(''));
  }
});
