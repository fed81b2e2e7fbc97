import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

export type Manifests = { readonly [object: string]: unknown };

/** The objects of all YAML files of a folder, each by what identifies it; nothing if nothing was written. */
export function manifestsIn(folder: string): Manifests {
  if (!existsSync(folder)) return {};
  return manifestsOf(Object.values(textsIn(folder)).join('\n---\n'));
}

/** The files of a folder, each with its text. */
export function textsIn(folder: string): { readonly [file: string]: string } {
  const files = readdirSync(folder).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** The objects of a text of several YAML documents. */
export function manifestsOf(yaml: string): Manifests {
  const objects: { [object: string]: unknown } = {};
  for (const document of parseAllDocuments(yaml)) {
    if (document.errors.length > 0) throw document.errors[0];
    const object = document.toJS();
    if (object === null) continue;
    const { apiVersion, kind, metadata } = object;
    const key = [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
    if (key in objects) throw new Error(`${key} was written twice`);
    objects[key] = object;
  }
  return objects;
}
