import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { CommandError } from '../io';

/** All objects as one YAML stream. */
export function toYaml(objects: readonly any[]): string {
  return Yaml.stringify(...objects);
}

/**
 * Writes one file for each object.
 *
 * `kubectl apply -f DIR` takes files in the order of their names: a Namespace's comes before those of the objects in
 * it, since `-` sorts before `.`. A name stays the same whatever else is rendered, so that a diff in git shows what
 * changed.
 *
 * @returns the paths
 * @throws CommandError if a file can't be written
 */
export function writeFiles(folder: string, objects: readonly any[]): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return objects.map((object) => {
      const path = join(folder, fileName(object));
      // Renamed into place: whoever reads the folder meanwhile sees the old file or the new one.
      const unfinished = `${path}.tmp`;
      writeFileSync(unfinished, Yaml.stringify(object));
      renameSync(unfinished, path);
      return path;
    });
  } catch (error) {
    throw new CommandError(`--output-dir: ${(error as Error).message}`);
  }
}

function fileName({ apiVersion, kind, metadata }: any): string {
  const [group, version] = apiVersion.split('/');
  // Knative has a Service too.
  const custom = version !== undefined && group.includes('.') && !group.endsWith('.k8s.io');
  const type = [kind.toLowerCase(), ...(custom ? [group] : [])].join('.');
  return metadata.namespace === undefined
    ? `${metadata.name}-${type}.yaml`
    : `${metadata.namespace}.${type}.${metadata.name}.yaml`;
}
