/**
 * Writes dist/sbom.cdx.json, a CycloneDX list of the libraries that are inside of the package: those that it bundles, and
 * those that its command line is bundled with. Peers are the user's own.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const { bundledDependencies, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const licenses = readFileSync('lib/cli/LICENSES.txt', 'utf8');
const ofCommandLine = [...licenses.matchAll(/^(\S+) (\d+\.\d+\.\d+)$/gm)];

const bom = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { maxBuffer: 2 ** 28 }),
);
const isInside = (component) =>
  bundledDependencies.includes(component.name) ||
  ofCommandLine.some(([, name, at]) => component.name === name && component.version === at);
const components = bom.components
  .filter(isInside)
  .map((component) => ({ ...component, scope: 'required' }));
const lost = ofCommandLine.filter(([, name]) => !components.some((each) => each.name === name));
if (lost.length > 0) throw new Error(`not installed: ${lost.map(([line]) => line).join(', ')}`);

const refs = new Set([
  bom.metadata.component['bom-ref'],
  ...components.map((each) => each['bom-ref']),
]);
const dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({
    ref,
    dependsOn: dependsOn.filter((each) => refs.has(each)),
  }));
bom.metadata.component.name = 'cdk8s-restate';

mkdirSync('dist', { recursive: true });
writeFileSync(
  'dist/sbom.cdx.json',
  `${JSON.stringify({ ...bom, components, dependencies }, undefined, 2)}\n`,
);
process.stdout.write(
  `dist/sbom.cdx.json of ${version}: ${components.map((each) => each['bom-ref']).join(', ')}\n`,
);
