// Breaks the source one place at a time, and tells which changes no unit test notices; see docs/testing.md.
//
//   npm run mutation [-- [--incremental] [--concurrency N] [FOLDER | FILE | FILE:LINE-LINE] ...]
//
// A mutant meets only the tests that mirror its folder: to load all that reach it takes many times as long as to run
// them. Everything else is in stryker.config.json.
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const TESTS = {
  'src/contract': ['contract'],
  'src/cluster/network': ['cluster/network'],
  'src/version': ['version', 'deployment', 'knative', 'registration'],
  'src/reconciler/plan': ['reconciler/plan'],
  'src/reconciler/execute': ['reconciler/execute'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    incremental: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
  },
});

const paths = positionals.length > 0 ? positionals : Object.keys(TESTS);
const lost = paths.filter((path) => folderOf(path) === undefined);
if (lost.length > 0) {
  console.error(`Not below one of ${Object.keys(TESTS).join(', ')}: ${lost.join(', ')}`);
  process.exit(2);
}

const scores = {};
for (const folder of Object.keys(TESTS)) {
  const inside = paths.filter((path) => folderOf(path) === folder);
  if (inside.length > 0) scores[folder] = score(await run(folder, inside));
}
console.table(scores);

function folderOf(path) {
  return Object.keys(TESTS).find((folder) => path === folder || path.startsWith(`${folder}/`));
}

async function run(folder, inside) {
  const name = basename(folder);
  const reports = 'reports/mutation';
  return new Stryker({
    mutate: inside.map((path) => (/\.ts\b/.test(path) ? path : `${path}/**/*.ts`)),
    // The bundle of the runtime is that of the sound source, made before: one of a mutated source would have other names.
    jest: {
      config: {
        globalSetup: null,
        globals: { TEST_FOLDERS: TESTS[folder] },
        testMatch: ['<rootDir>/test/mutation/all.ts'],
        roots: ['<rootDir>/src', '<rootDir>/test'],
        watchman: false,
      },
    },
    concurrency: Number(values.concurrency),
    incremental: values.incremental,
    incrementalFile: `${reports}/${name}-incremental.json`,
    htmlReporter: { fileName: `${reports}/${name}.html` },
    jsonReporter: { fileName: `${reports}/${name}.json` },
  }).runMutationTest();
}

function score(mutants) {
  const tried = mutants.filter(
    ({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status),
  );
  const count = (wanted) => tried.filter(({ status }) => status === wanted).length;
  const killed = count('Killed') + count('Timeout');
  return {
    mutants: tried.length,
    killed: `${((100 * killed) / tried.length).toFixed(1)} %`,
    'by a time-out': count('Timeout'),
    survived: count('Survived'),
    'reached by no test': count('NoCoverage'),
  };
}
