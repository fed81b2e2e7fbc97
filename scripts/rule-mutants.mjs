// Breaks the rules of the runtime one at a time, and tells after how many random histories that was noticed:
//   node scripts/rule-mutants.mjs [HISTORIES] [NAME]
// A rule is skipped, or it matches and does nothing. Only histories in which the rule decides are played. Prints the
// table of docs/testing.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const [most = '150', only] = process.argv.slice(2);
/** Of the histories in which a rule decides, so many are tried. */
const TRIES = 12;
const FOLDER = 'reports/histories/mutants';
const TABLES = {
  desired: 'src/reconciler/plan/desired-version/rules.ts',
  old: [
    ...['whatever-admin', 'unregistered', 'registered'].map(
      (name) => `src/reconciler/plan/old-version/rules-${name}.ts`,
    ),
  ],
};

/** Names of the rules of some files, and whether each has actions. */
function rulesOf(files) {
  return [files].flat().flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const starts = [...text.matchAll(/^ +name: (['`])(.*)\1/gm)];
    return starts.map(({ 2: name, index }, position) => {
      const body = text.slice(index, starts[position + 1]?.index);
      return {
        name: name.replace('${UNKNOWN}', 'unknown to the admin API'),
        acts: /^ +actions/m.test(body) || /adopted$/.test(name),
        isLast: /when: always/.test(body) && !/admin API unreachable|at rest|for a desired/.test(name),
      };
    });
  });
}

/** The bundle with one rule of a table broken. */
async function bundle(table, name, how, outfile) {
  const isIt = `rule.name === ${JSON.stringify(name)} && ('reason' in rule) === ${table === 'desired'}`;
  const patch = {
    skipped: [
      'rules.find(({ when }) => when(facts))!',
      `rules.find((rule) => !(${isIt}) && rule.when(facts))!`,
    ],
    'does nothing': [
      'return rules.find(({ when }) => when(facts))!',
      `const rule = rules.find(({ when }) => when(facts))!;
       return ${isIt} ? ({ ...rule, actions: undefined }) : rule`,
    ],
  }[how];
  await patched('rule.ts', patch, outfile);
}

async function patched(file, [before, after], outfile) {
  const plugin = {
    name: 'mutant',
    setup(it) {
      it.onLoad({ filter: new RegExp(`/plan/(.*/)?${file}$`) }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes(before)) throw new Error(`${path} has no ${before}`);
        return { contents: text.replace(before, () => after), loader: 'ts' };
      });
    },
  };
  await build({
    entryPoints: ['src/reconciler/main.ts'],
    ...{ bundle: true, platform: 'node', target: 'node20.16', logLevel: 'warning' },
    ...{ outfile, plugins: [plugin] },
  });
}

/** Seed -> rules that decided in its history, as `table name`. */
async function firedRules() {
  const program = `${FOLDER}/fired.js`;
  const before = 'return rules.find(({ when }) => when(facts))!';
  const after = `const rule = rules.find(({ when }) => when(facts))!;
    console.log('FIRED ' + ('reason' in rule ? 'desired ' : 'old ') + rule.name);
    return rule`;
  await patched('rule.ts', [before, after], program);
  const fired = new Map();
  for (let seed = 1; seed <= Number(most); seed++) {
    const args = ['reports/histories/mutants/main.js', '--seeds', String(seed), '--program', program];
    const { stdout } = spawnSync('node', args, { encoding: 'utf8', maxBuffer: 1e9 });
    const names = [...stdout.matchAll(/^FIRED (.*)$/gm)].map(([, name]) => name);
    fired.set(seed, new Set(names));
  }
  return fired;
}

/** In how many histories a violation came first, and which it was. */
function search(program, rule) {
  const all = [...fired].filter(([, names]) => names.has(rule)).map(([seed]) => seed);
  const seeds = all.slice(0, TRIES);
  if (seeds.length === 0) return 'never decides';
  const args = ['reports/histories/mutants/main.js', '--seeds', seeds.join(), '--program', program];
  const { stdout } = spawnSync('node', [...args, '--first'], { encoding: 'utf8' });
  const [, seed, invariant] = /^seed (\d+), \d+ s: ([^:]*):/m.exec(stdout) ?? [];
  if (seed === undefined) return `not in ${seeds.length}`;
  return `${seeds.indexOf(Number(seed)) + 1} (${invariant})`;
}

mkdirSync(FOLDER, { recursive: true });
const main = ['test/histories/main.ts', '--bundle', '--platform=node', '--log-level=warning'];
execFileSync('node_modules/.bin/esbuild', [...main, '--outfile=reports/histories/mutants/main.js']);
const fired = await firedRules();
console.log('| table | rule | skipped | does nothing |\n| --- | --- | --- | --- |');
let count = 0;
for (const [table, files] of Object.entries(TABLES)) {
  for (const { name, acts, isLast } of rulesOf(files)) {
    if (only !== undefined && name !== only) continue;
    const found = {};
    for (const how of ['skipped', 'does nothing']) {
      if (how === 'skipped' ? isLast : !acts) continue;
      const program = `${FOLDER}/${++count}.js`;
      await bundle(table, name, how, program);
      found[how] = search(program, `${table} ${name}`);
    }
    console.log(`| ${table} | ${name} | ${found.skipped ?? '-'} | ${found['does nothing'] ?? '-'} |`);
  }
}
if (only === undefined || only === 'beyond the history limit') {
  const program = `${FOLDER}/history.js`;
  const change = ['retained.filter((version) => {', 'retained.filter((version) => { return false;'];
  await patched('history.ts', change, program);
  console.log(`| old | beyond the history limit | ${search(program, 'old not registered, at rest')} | - |`);
}
writeFileSync(`${FOLDER}/done`, '');
