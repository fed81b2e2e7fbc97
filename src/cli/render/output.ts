import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toYaml } from './yaml';
import { CommandError } from '../io';

/** Names the files that the last run wrote; kubectl, Argo CD and Flux read no file without an extension. */
export const FILE_LIST = '.cdk8s-restate-files';

/** What a run did to a folder, as paths. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes one file for each object, and removes those that the last run wrote and that are no longer needed: a tool that
 * applies the folder would apply old versions for ever. Nothing else in the folder is touched.
 *
 * `kubectl apply -f DIR` processes files in the order of their names: a Namespace comes before the objects in it, since
 * `-` sorts before `.`. File names do not depend on the other objects, so that a diff in git shows what changed.
 *
 * @throws CommandError if a file can't be written, or if two objects have the same file
 */
export function writeFiles(folder: string, objects: readonly any[]): WrittenFiles {
  const texts = new Map<string, string>();
  for (const object of objects) {
    const name = fileName(object);
    if (texts.has(name)) {
      throw new CommandError(
        `--output-dir: two objects would be written to ${name}; rename one of them`,
      );
    }
    texts.set(name, toYaml([object]));
  }
  try {
    mkdirSync(folder, { recursive: true });
    const obsolete = lastFiles(folder).filter((name) => !texts.has(name));
    // First the list: after an interrupted run, the next one still knows all files.
    write(folder, FILE_LIST, listText([...texts.keys(), ...obsolete]));
    for (const [name, text] of texts) write(folder, name, text);
    for (const name of obsolete) rmSync(join(folder, name), { force: true });
    write(folder, FILE_LIST, listText([...texts.keys()]));
    const paths = (names: Iterable<string>) => [...names].map((name) => join(folder, name));
    return { written: paths(texts.keys()), removed: paths(obsolete) };
  } catch (error) {
    throw new CommandError(`--output-dir: ${(error as Error).message}`);
  }
}

/** Renamed into place, so that readers see either the old or the new file. */
function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const unfinished = `${path}.tmp`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function listText(names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name) => `${name}\n`)
    .join('');
}

/** The list may have been edited: only manifests in the folder itself are removed. */
function lastFiles(folder: string): string[] {
  let text: string;
  try {
    text = readFileSync(join(folder, FILE_LIST), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').filter((name) => name.endsWith('.yaml') && name === basename(name));
}

function fileName({ apiVersion, kind, metadata }: any): string {
  const [group, version] = apiVersion.split('/');
  // Knative also has a kind Service.
  const custom = version !== undefined && group.includes('.') && !group.endsWith('.k8s.io');
  const type = [kind.toLowerCase(), ...(custom ? [group] : [])].join('.');
  return metadata.namespace === undefined
    ? `${metadata.name}-${type}.yaml`
    : `${metadata.namespace}.${type}.${metadata.name}.yaml`;
}
