import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { parseAllDocuments } from 'yaml';

const EXAMPLES = resolve(__dirname, '../../examples');

/** The names of all examples: each is a folder with a main.ts. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => entry.name);
}

/** Runs an example's main.ts and returns the text of the manifests that it writes. */
export function synthExample(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-example-'));
  const before = process.env.CDK8S_OUTDIR;
  try {
    process.env.CDK8S_OUTDIR = folder;
    // A fresh registry, since an example does its work when it is loaded.
    jest.isolateModules(() => jest.requireActual(join(EXAMPLES, name, 'main.ts')));
    return readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('---\n');
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(folder, { recursive: true });
  }
}

/** The objects of some manifests. */
export function objectsOf(manifests: string): any[] {
  return parseAllDocuments(manifests, { version: '1.1' })
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}
