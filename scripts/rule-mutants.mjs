// Breaks the rules of the runtime one at a time, and tells after how many random histories that was noticed:
//   node scripts/rule-mutants.mjs [--histories N] [--tries N] [--seconds N] [NAME...]
// A rule is skipped, or it matches and does nothing. Only histories in which the rule decides are played, of the seeds
// 1 to `--histories`, and at most `--tries` of them, for at most `--seconds` for each mutant. Prints the table of
// docs/testing.md, and how far it is to stderr.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values, positionals } = parseArgs({
  options: {
    histories: { type: 'string', default: '3000' },
    tries: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '120' },
  },
  allowPositionals: true,
});
const FOLDER = 'reports/histories/mutants';
const TABLES = {
  desired: ['src/reconciler/plan/desired-version/rules.ts'],
  old: ['whatever-admin', 'unregistered', 'registered'].map(
    (name) => `src/reconciler/plan/old-version/rules-${name}.ts`,
  ),
};
/** It decides after the others, and has a file of its own. */
const BEYOND_LIMIT = 'beyond the history limit';
const FIRST_MATCH = 'return rules.find(({ when }) => when(facts))!';

const isWanted = (name) => positionals.length === 0 || positionals.includes(name);
const log = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

/** Names of the rules of some files, whether each has actions, and whether no rule would match without it. */
function rulesOf(files) {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const starts = [...text.matchAll(/^ +name: (['`])(.*)\1/gm)];
    return starts.map(({ 2: name, index }, position) => {
      const [body] = text.slice(index, starts[position + 1]?.index).split(/^ +\},$/m);
      return {
        name: name.replace('${UNKNOWN}', 'unknown to the admin API'),
        acts: /^ +actions/m.test(body) || /adopted$/.test(name),
        isLast: /when: always/.test(body) && !/admin API unreachable|at rest|for a desired/.test(name),
      };
    });
  });
}

/** The bundle with one rule of a table broken. */
async function mutant(table, name, how, outfile) {
  const isIt = `rule.name === ${JSON.stringify(name)} && ('reason' in rule) === ${table === 'desired'}`;
  const broken = {
    skipped: `return rules.find((rule) => !(${isIt}) && rule.when(facts))!`,
    'does nothing': `const rule = rules.find(({ when }) => when(facts))!;
       return ${isIt} ? ({ ...rule, actions: undefined }) : rule`,
  }[how];
  await patched('rule.ts', FIRST_MATCH, broken, outfile);
}

async function patched(file, before, after, outfile) {
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

function bundle(name) {
  const outfile = `${FOLDER}/${name}.js`;
  const options = ['--bundle', '--platform=node', '--log-level=warning', `--outfile=${outfile}`];
  execFileSync('node_modules/.bin/esbuild', [`test/histories/${name}.ts`, ...options]);
  return outfile;
}

/** Rule -> seeds of the histories in which it decides. Remembered as long as neither program changes. */
async function deciding() {
  const program = `${FOLDER}/tells.js`;
  const tells = `const rule = rules.find(({ when }) => when(facts))!;
    (globalThis as any).decided.add(('reason' in rule ? 'desired ' : 'old ') + rule.name);
    return rule`;
  await patched('rule.ts', FIRST_MATCH, tells, program);
  const decided = bundle('decided');
  const hash = createHash('sha256');
  for (const file of [decided, program]) hash.update(readFileSync(file));
  const cache = `${FOLDER}/decided-${values.histories}-${hash.digest('hex').slice(0, 12)}.json`;
  if (!existsSync(cache)) {
    log(`looking for the rules that decide in ${values.histories} histories`);
    const args = [decided, program, '1', values.histories];
    writeFileSync(cache, execFileSync('node', args, { maxBuffer: 1e9 }));
  }
  const seeds = new Map();
  for (const line of readFileSync(cache, 'utf8').trim().split('\n')) {
    const [seed, ...rules] = JSON.parse(line);
    for (const rule of rules) seeds.set(rule, [...(seeds.get(rule) ?? []), seed]);
  }
  return seeds;
}

/** In how many histories it was noticed first, and by which invariant. */
function search(program, rule) {
  const all = seedsOf.get(rule) ?? [];
  const seeds = all.slice(0, Number(values.tries));
  if (seeds.length === 0) return 'never decides';
  const args = [main, '--seeds', seeds.join(), '--program', program, '--first'];
  const startedAt = Date.now();
  const { stdout, error } = spawnSync('node', args, {
    encoding: 'utf8',
    timeout: Number(values.seconds) * 1000,
    killSignal: 'SIGKILL',
  });
  const [, seed, invariant] = /^seed (\d+), \d+ s: ([^:]*):/m.exec(stdout) ?? [];
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (seed !== undefined) return `${seeds.indexOf(Number(seed)) + 1} (${invariant})`;
  return error ? `not in ${seconds} s` : `not in ${seeds.length}`;
}

mkdirSync(FOLDER, { recursive: true });
const main = bundle('main');
const seedsOf = await deciding();
console.log('| table | rule | skipped | does nothing |\n| --- | --- | --- | --- |');
let count = 0;
for (const [table, files] of Object.entries(TABLES)) {
  for (const { name, acts, isLast } of rulesOf(files).filter((rule) => isWanted(rule.name))) {
    const found = {};
    for (const how of ['skipped', 'does nothing']) {
      if (how === 'skipped' ? isLast : !acts) continue;
      const program = `${FOLDER}/${++count}.js`;
      await mutant(table, name, how, program);
      found[how] = search(program, `${table} ${name}`);
      log(`${table}: ${name}, ${how}: ${found[how]}`);
    }
    console.log(`| ${table} | ${name} | ${found.skipped ?? '-'} | ${found['does nothing'] ?? '-'} |`);
  }
}
if (isWanted(BEYOND_LIMIT)) {
  const program = `${FOLDER}/history.js`;
  const before = 'retained.filter((version) => {';
  await patched('history.ts', before, `${before} return false;`, program);
  console.log(`| old | ${BEYOND_LIMIT} | ${search(program, 'old not registered, at rest')} | - |`);
}
