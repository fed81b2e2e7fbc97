/** Prints a table of the Kubernetes objects in a folder of YAML files, by namespace and kind. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

const [folder = 'dist'] = process.argv.slice(2);

const rows = readdirSync(folder)
  .filter((file) => file.endsWith('.k8s.yaml'))
  .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
  .map((document) => document.toJS())
  .filter((object) => object !== null)
  .map(({ kind, metadata }) => [metadata.namespace ?? '(cluster)', kind, metadata.name]);
rows.sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));

const header = ['NAMESPACE', 'KIND', 'NAME'];
const widths = header.map((title, column) =>
  Math.max(title.length, ...rows.map((row) => row[column].length)),
);
for (const row of [header, ...rows]) {
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}
console.log(`\n${rows.length} objects in ${folder}/`);
