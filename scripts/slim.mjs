/**
 * Leaves out of lib/ what nobody reads there: comments of programs, which editors look for in the types, and the types of
 * what no type of the API leads to. Every language's package has the rest in it.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transform } from 'esbuild';

const files = readdirSync('lib', { recursive: true }).map((name) => resolve('lib', name));

for (const file of files.filter((name) => name.endsWith('.js'))) {
  const text = readFileSync(file, 'utf8');
  const { code } = await transform(text, { target: 'node20.16', legalComments: 'none' });
  writeFileSync(file, code);
}

const needed = new Set();
const visit = (file) => {
  if (needed.has(file)) return;
  needed.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() *'(\.[^']+)'/g)) {
    const named = resolve(dirname(file), path);
    visit([`${named}.d.ts`, join(named, 'index.d.ts')].find(existsSync));
  }
};
visit(resolve('lib/src/index.d.ts'));
for (const file of files) if (file.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
