import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { basename, dirname, join, resolve } from 'path';
import { parseAllDocuments } from 'yaml';

const EXAMPLES = resolve(__dirname, '../../examples');

/** The names of all examples: each is a folder with a main.ts. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => entry.name);
}

/** Those that can be applied as a whole; the others are for several Kubernetes clusters. */
export function examplesOfOneCluster(): string[] {
  return exampleNames().filter(
    (name) => new Set(savedByExample(name).map(({ folder }) => folder)).size === 1,
  );
}

/** What all examples apply to a Kubernetes cluster each: those that are for several have one of these for each. */
export function exampleParts(): Array<{ name: string; manifests: string }> {
  return exampleNames().flatMap((name) => {
    const saved = savedByExample(name);
    const folders = [...new Set(saved.map(({ folder }) => folder))];
    return folders.map((folder) => {
      const own = saved.filter((each) => each.folder === folder);
      const manifests = own.map(({ yaml }) => yaml).join('---\n');
      return { name: folders.length === 1 ? name : `${name}/${basename(folder)}`, manifests };
    });
  });
}

/** Runs an example's main.ts and returns the text of the manifests that it writes. */
export function synthExample(name: string): string {
  return savedByExample(name)
    .map(({ yaml }) => yaml)
    .join('---\n');
}

/** The files that an example writes, with the objects that each is made from. */
export function savedByExample(
  name: string,
): Array<{ folder: string; yaml: string; meant: any[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-example-'));
  const before = process.env.CDK8S_OUTDIR;
  try {
    process.env.CDK8S_OUTDIR = folder;
    const meant = new Map<string, any[]>();
    // A fresh registry, since an example does its work when it is loaded.
    jest.isolateModules(() => {
      const { Yaml } = jest.requireActual('cdk8s');
      const { save } = Yaml;
      jest.spyOn(Yaml, 'save').mockImplementation((...[file, objects]: any[]) => {
        meant.set(file, objects);
        save.call(Yaml, file, objects);
      });
      jest.requireActual(join(EXAMPLES, name, 'main.ts'));
    });
    return [...meant]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([file, objects]) => ({
        folder: dirname(file),
        yaml: readFileSync(file, 'utf8'),
        meant: objects,
      }));
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
