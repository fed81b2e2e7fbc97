// Time to load the library, beside cdk8s alone: each in a process of its own, in turns; the medians count.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { interleaved, table, wallTime } from './measure';

const ROUNDS = 31;
const ROOT = join(__dirname, '..');

const CODE: { readonly [what: string]: string } = {
  'bare node': '',
  cdk8s: "require('cdk8s')",
  'cdk8s + cdk8s-restate': "require('cdk8s');require('cdk8s-restate')",
};

function load(code: string) {
  return () => void spawnSync(process.execPath, ['-e', code], { cwd: ROOT });
}

const medians = interleaved(wallTime, ROUNDS, Object.values(CODE).map(load));
const rows = Object.keys(CODE).map((what, index) => ({
  process: what,
  ms: medians[index].toFixed(1),
  'more than bare node': (medians[index] - medians[0]).toFixed(1),
}));

process.stdout.write(`Import, medians of ${ROUNDS}\n${table(rows)}\n`);
