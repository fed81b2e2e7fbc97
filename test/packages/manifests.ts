import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

/** Texts by the names of their files. */
export type Files = { readonly [name: string]: string };

export type Manifests = { readonly [object: string]: unknown };

/** What was written to a folder; nothing if it isn't there. */
export function filesIn(folder: string): Files {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** The objects of all YAML files of a folder, each by what identifies it. */
export function manifestsIn(folder: string): Manifests {
  return manifestsOf(Object.values(filesIn(folder)).join('\n---\n'));
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
