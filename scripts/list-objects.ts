/** Prints a table of the Kubernetes objects in a folder of YAML files, by namespace and kind. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { aligned } from '../src/cli/aligned';

const [folder = 'dist'] = process.argv.slice(2);

const rows = readdirSync(folder)
  .filter((file) => file.endsWith('.k8s.yaml'))
  .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
  .map((document) => document.toJS())
  .filter((object) => object !== null)
  .map(({ kind, metadata }) => [metadata.namespace ?? '(cluster)', kind, metadata.name]);
rows.sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));

for (const line of aligned([['NAMESPACE', 'KIND', 'NAME'], ...rows])) console.log(line);
console.log(`\n${rows.length} objects in ${folder}/`);
