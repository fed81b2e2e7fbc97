import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { newFolder, npmTarball, PEERS, PROJECT, removeFolders } from './packages';

let folder: string;
let files: string[];

beforeAll(() => {
  folder = newFolder('tarball');
  run(['tar', '--extract', '--gzip', '--file', npmTarball()], { cwd: folder });
  files = run(['tar', '--list', '--gzip', '--file', npmTarball()], { cwd: folder })
    .split('\n')
    .filter((file) => file.startsWith('package/') && !file.startsWith('package/node_modules/'))
    .map((file) => file.slice('package/'.length));
});

afterAll(removeFolders);

test('the package holds what its users need', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      '.jsii',
      'LICENSE',
      'README.md',
      'assets/reconcile.js',
      'bin/cdk8s-restate',
      'lib/LICENSES.txt',
      'lib/cli/main.js',
      'lib/src/index.d.ts',
      'lib/src/index.js',
    ]),
  );
});

test('the package holds no sources, source maps, tests, examples or settings of the build', () => {
  const unwanted =
    /\.map$|(?<!\.d)\.ts$|\.tsbuildinfo$|(^|\/)(test|tests|examples|bench|scripts|src\/)/;
  const misplaced = files.filter((file) => unwanted.test(file.replace(/^lib\/src\//, 'lib/')));
  expect(misplaced).toEqual([]);
  const settings = files.filter((file) => file.startsWith('.') && file !== '.jsii');
  expect(settings).toEqual([]);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    expect(readFileSync(join(folder, 'package', file), 'utf8')).not.toMatch(
      /sourceMappingURL=data:/,
    );
  }
});

test('the package, which every language downloads, has at most 400 KB', () => {
  expect(statSync(npmTarball()).size).toBeLessThan(400_000);
});

test('every file that the package names is in it', () => {
  const description = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
  const named = [description.main, description.types, ...Object.values<string>(description.bin)];
  expect(named.filter((file) => !existsSync(join(folder, 'package', file)))).toEqual([]);
});

/** All that has a name in the description of the API, but for constructors, whose parameters say it all. */
function described(part: any, path = ''): Array<{ path: string; summary?: string }> {
  if (typeof part !== 'object' || part === null) return [];
  const at = part.name === undefined ? path : `${path}/${part.name}`;
  const own = part.name === undefined ? [] : [{ path: at, summary: part.docs?.summary }];
  const parts = Object.entries(part).filter(([key]) => key !== 'docs');
  return [...own, ...parts.flatMap(([, each]) => described(each, at))];
}

test('all that the package offers is described, and no summary ends within a sentence, as at a semicolon', () => {
  const { types } = JSON.parse(readFileSync(join(folder, 'package/.jsii'), 'utf8'));
  const all = described(types);
  expect(all.length).toBeGreaterThan(400);
  expect(all.filter(({ summary }) => summary === undefined || /[;,:]$/.test(summary))).toEqual([]);
});

test('the package loads with its peers, and leaves cdk8s-plus-28 to the apps that use it', () => {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const peer of PEERS) {
    symlinkSync(join(PROJECT, 'node_modules', peer), join(modules, peer));
  }
  symlinkSync(join(folder, 'package'), join(modules, 'cdk8s-restate'));
  const program = `
    const { RestateCluster } = require('cdk8s-restate');
    if (typeof RestateCluster !== 'function') throw new Error('no RestateCluster');
    console.log(JSON.stringify(Object.keys(require.cache)));
  `;
  const loaded: string[] = JSON.parse(run(['node', '-e', program], { cwd: folder }));
  expect(loaded).toContainEqual(expect.stringContaining('/package/lib/src/index.js'));
  expect(loaded.filter((file) => file.includes('cdk8s-plus-28'))).toEqual([]);
});
