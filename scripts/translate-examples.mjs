/**
 * Translates the examples of README.md and of doc comments into the languages of the packages, and fails where one does
 * not compile. jsii-pacmak takes them from .jsii.tabl.json. What was translated after the library was compiled is kept.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

const TABLET = '.jsii.tabl.json';

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (changed(TABLET) > changed('.jsii')) process.exit();

try {
  execFileSync('jsii-rosetta', ['extract', '--strict', '--compile', '--fail', '.'], {
    stdio: 'inherit',
    shell: true,
  });
} catch (error) {
  // It is written all the same, and would be kept by the next run.
  rmSync(TABLET, { force: true });
  throw error;
}

// Types of the module k8s that an example does not name are imported from a module of their own name, which is not there.
const tablet = JSON.parse(readFileSync(TABLET, 'utf8'));
for (const { translations } of Object.values(tablet.snippets)) {
  if (!translations.python) continue;
  translations.python.source = translations.python.source.replace(
    /^from cdk8s_plus_28\.(\w+) import \1$/gm,
    'from cdk8s_plus_28.k8s import $1',
  );
}
writeFileSync(TABLET, JSON.stringify(tablet, null, 2));
