/** The command line of a pod, run as a pod runs it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../src/contract';
import { runtimeScript } from '../../src/script/script';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const folder = mkdtempSync(join(tmpdir(), 'script-pod-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the pod of a registration does with a file in the place of its script. */
function run(text: string, args: readonly string[] = []) {
  const chart = newChart();
  newDeployment({}, chart);
  const [{ command, env }] = ofKind(chart, 'Job')[0].spec.template.spec.containers;
  const file = join(folder, 'reconcile.js');
  writeFileSync(file, text);
  const [, ...options] = command.slice(0, -1);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, file, ...args], {
    env: Object.fromEntries(env.map(({ name, value = '' }: any) => [name, value])),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('the script runs with the arguments of the pod', () => {
  const { status, stdout } = run(runtimeScript().text, ['reconcile', '--unknown']);
  expect(status).toBe(EXIT.retry);
  expect(stdout).toContain("'--unknown'");
});

test('another script of its name does not run, and that is told', () => {
  const { status, stdout, stderr } = run('console.log("owned")');
  expect({ status, stdout }).toEqual({ status: EXIT.final, stdout: '' });
  expect(stderr).toMatch(
    /reconcile\.js is not the script that this pod was made for: its sha256 is/,
  );
});

test('a byte more makes another script', () => {
  expect(run(`${runtimeScript().text}\n`).status).toBe(EXIT.final);
});
