import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESIRED_VERSION_RULES } from '../../../src/reconciler/plan/desired-version/rules';
import { BEYOND_LIMIT } from '../../../src/reconciler/plan/old-version/history';
import { OLD_VERSION_RULES } from '../../../src/reconciler/plan/old-version/rules';

const DESIGN = readFileSync(join(__dirname, '../../../docs/design.md'), 'utf8');

/** First cells of the table below a heading. */
function rulesBelow(heading: string): string[] {
  const section = DESIGN.split(`### ${heading}\n`)[1].split(/\n##/)[0];
  return [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, name]) => name).slice(2);
}

test('docs/design.md lists the rules of versions in their order', () => {
  expect(rulesBelow('Rules of a desired version')).toEqual(
    DESIRED_VERSION_RULES.map(({ name }) => name),
  );
  expect(rulesBelow('Rules of an old version')).toEqual([
    ...OLD_VERSION_RULES.map(({ name }) => name),
    BEYOND_LIMIT,
  ]);
});
