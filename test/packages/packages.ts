import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { run } from './command';

export const PROJECT = resolve(__dirname, '../..');
export const APPS = join(__dirname, 'apps');

const { devDependencies, peerDependencies } = JSON.parse(
  readFileSync(join(PROJECT, 'package.json'), 'utf8'),
);

/** The packages that every user of ours has too. */
export const PEERS = ['cdk8s', 'cdk8s-plus-28', 'constructs'] as const;
export type Versions = Readonly<Record<string, string>>;
/** A newer cdk8s-plus, that some have beside ours. */
const NEWER_PLUS = 'cdk8s-plus-33';
/** Those that we are compiled with. */
export const VERSIONS: Versions = versions((peer) => devDependencies[peer]);
/** The oldest that the package accepts. */
export const OLDEST_VERSIONS: Versions = versions((peer) =>
  peerDependencies[peer].replace('^', ''),
);

function versions(of: (peer: string) => string): Versions {
  return Object.fromEntries([
    ...PEERS.map((peer) => [peer, of(peer)]),
    [NEWER_PLUS, devDependencies[NEWER_PLUS]],
  ]);
}

const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-restate-packages-'));

/** A new folder outside of the repository, so that nothing of the repository is found by accident. */
export function newFolder(name: string): string {
  return mkdtempSync(join(scratch, `${name}-`));
}

export function removeFolders(): void {
  rmSync(scratch, { recursive: true, force: true });
}

const made = new Map<string, string>();

/** A folder that is filled once, whoever asks. */
function once(name: string, fill: (folder: string) => void): string {
  let folder = made.get(name);
  if (folder === undefined) {
    folder = newFolder(name);
    fill(folder);
    made.set(name, folder);
  }
  return folder;
}

/** The one file below a folder whose name ends in this way. */
function onlyFile(folder: string, suffix: string): string {
  const files = readdirSync(folder).filter((file) => file.endsWith(suffix));
  if (files.length !== 1) throw new Error(`not one ${suffix} but [${files}] in ${folder}`);
  return join(folder, files[0]);
}

/** The package as it would be published to npm. */
export function npmTarball(): string {
  const folder = once('npm', (target) => {
    run(['npm', 'pack', '--silent', '--pack-destination', target], { cwd: PROJECT });
  });
  return onlyFile(folder, '.tgz');
}

/** The package as it would be published to PyPI. */
export function pythonWheel(): string {
  const folder = once('python', (target) => pacmak(['--target', 'python', '--outdir', target]));
  return onlyFile(join(folder, 'python'), '.whl');
}

/** The sources of the package in a language whose toolchain is not asked for. */
export function sources(language: 'dotnet' | 'go' | 'java'): string {
  const folder = once(`${language}-sources`, (target) => {
    pacmak(['--code-only', '--target', language, '--outdir', target]);
  });
  return join(folder, language);
}

/** The sources of a peer, made from its npm package. */
export function peerSources(peer: string, language: 'go' | 'java'): string {
  const folder = once(`${peer}-${language}`, (target) => {
    const cwd = dirname(require.resolve(`${peer}/package.json`));
    pacmak(['--code-only', '--target', language, '--outdir', target, '.'], cwd);
  });
  return join(folder, language);
}

function pacmak(args: string[], cwd = PROJECT): void {
  run([join(PROJECT, 'node_modules/.bin/jsii-pacmak'), ...args], { cwd });
}
