// Generates imports/kubernetes-definitions.json from the OpenAPI documents of a Kubernetes release: the definitions
// that imports/crds.yaml refers to, and their dependencies.
//
//   node scripts/kubernetes-definitions.mjs [VERSION]
//
// The release is downloaded with `go`, which must be installed and which verifies the module against the public
// checksum database.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = process.argv[2] ?? 'v1.34.4';
const DOCUMENTS = [
  'api__v1_openapi.json',
  'apis__autoscaling__v2_openapi.json',
  'apis__networking.k8s.io__v1_openapi.json',
];
/** Metadata is validated as well, although no schema of a custom kind refers to it. */
const ALWAYS = ['meta.v1.ObjectMeta'];
const KEPT = ['additionalProperties', 'enum', 'format', 'items', 'properties', 'required', 'type'];

const imports = fileURLToPath(new URL('../imports/', import.meta.url));
const all = readDocuments();
const result = {};
const pending = [
  ...ALWAYS,
  ...[...readFileSync(join(imports, 'crds.yaml'), 'utf8').matchAll(/x-definition: ([\w.]+)/g)].map(
    ([, name]) => name,
  ),
];
for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
  if (result[name] !== undefined) continue;
  if (all[name] === undefined) throw new Error(`Kubernetes ${VERSION} has no definition ${name}`);
  result[name] = reduce(all[name]);
  if (isNamedReference(all[name])) {
    result[name].required = [...(result[name].required ?? []), 'name'].sort();
  }
}
const sorted = Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  join(imports, 'kubernetes-definitions.json'),
  `{\n${Object.entries({ version: VERSION, ...sorted })
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}\n`,
);

function readDocuments() {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-definitions-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module definitions\n');
    const module = JSON.parse(
      execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`], {
        cwd: folder,
        encoding: 'utf8',
      }),
    );
    const schemas = DOCUMENTS.map((document) => {
      const path = join(module.Dir, 'api/openapi-spec/v3', document);
      return JSON.parse(readFileSync(path, 'utf8')).components.schemas;
    });
    return Object.fromEntries(
      Object.entries(Object.assign({}, ...schemas)).map(([name, schema]) => [short(name), schema]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** io.k8s.api.core.v1.Pod -> core.v1.Pod */
function short(name) {
  return name.replace(/^io\.k8s\.(api|apimachinery\.pkg\.(apis|api|util))\./, '');
}

/** Keeps only the structure: no descriptions, defaults or merge keys. */
function reduce(schema) {
  const reference = schema.$ref ?? schema.allOf?.[0].$ref;
  if (reference !== undefined) {
    const name = short(reference.split('/').pop());
    pending.push(name);
    return { $ref: name };
  }
  // A Quantity or an IntOrString.
  if (schema.oneOf !== undefined) return { type: schema.oneOf.map(({ type }) => type) };
  const reduced = {};
  for (const key of KEPT) {
    if (schema[key] === undefined) continue;
    reduced[key] =
      key === 'properties'
        ? Object.fromEntries(Object.entries(schema[key]).map(([k, v]) => [k, reduce(v)]))
        : key === 'items' || key === 'additionalProperties'
          ? reduce(schema[key])
          : schema[key];
  }
  return reduced;
}

/** The name in a reference is optional only for backwards compatibility; Kubernetes calls it "effectively required". */
function isNamedReference(schema) {
  return schema.properties?.name?.description?.includes('effectively required') === true;
}
