import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from './yaml';
import { CommandError } from '../io';

/**
 * Writes one file for each object.
 *
 * `kubectl apply -f DIR` processes files in the order of their names: a Namespace comes before the objects in it, since
 * `-` sorts before `.`. File names do not depend on the other objects, so that a diff in git shows what changed.
 *
 * @returns the paths
 * @throws CommandError if a file can't be written
 */
export function writeFiles(folder: string, objects: readonly any[]): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return objects.map((object) => {
      const path = join(folder, fileName(object));
      // Renamed into place, so that readers see either the old or the new file.
      const unfinished = `${path}.tmp`;
      writeFileSync(unfinished, toYaml([object]));
      renameSync(unfinished, path);
      return path;
    });
  } catch (error) {
    throw new CommandError(`--output-dir: ${(error as Error).message}`);
  }
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
