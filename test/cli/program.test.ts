import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { objectsOf } from './run';
import { casesOf, inputOf, refusalOf } from '../parity/recordings';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-'));

/** The installed package, with a program built from the current sources. */
beforeAll(() => {
  for (const path of ['assets', 'bin', 'imports', 'package.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  buildSync({
    entryPoints: [join(ROOT, 'src/cli/main.ts')],
    outfile: join(folder, 'lib/cli/main.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function program(args: readonly string[], input?: string) {
  const command = [join(folder, 'bin/cdk8s-restate'), ...args];
  return spawnSync(process.execPath, command, { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

test('the program reads standard input and writes all that it renders into a pipe', () => {
  const cluster = readFileSync(inputOf('cluster-minimal'), 'utf8');
  const many = Array.from({ length: 50 }, (_, index) =>
    cluster.replace(/name: (\w+)/, `name: $1-${index}`),
  );
  const { status, stdout, stderr } = program(['render', '-'], many.join('\n---\n'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(objectsOf(stdout).filter(({ kind }) => kind === 'StatefulSet')).toHaveLength(50);
});

test('the program reads files, and exits with 0, 1 or 2', () => {
  const sound = casesOf('cluster-').map(inputOf);
  expect(program(['render', ...sound]).status).toBe(0);
  expect(program(['render', ...sound, refusalOf('cluster-signing-both')])).toMatchObject({
    status: 1,
    stdout: '',
  });
  expect(program(['--zone']).status).toBe(2);
});

test('a reader that stops early is no error', () => {
  const many = casesOf('cluster-').map(inputOf).join(' ');
  const command = `"${process.execPath}" "${join(folder, 'bin/cdk8s-restate')}" render ${many} | head -n 1`;
  const { stderr, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(stderr).not.toContain('EPIPE');
  expect(stdout).toBe('apiVersion: v1\n');
});
