import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { shown } from './faults';
import type { Faults } from './faults';

/** What an app is, told wherever two environments in one get into each other's way. */
export const ENVIRONMENTS =
  'several environments need an App each, such as new App({ outdir: "dist/prod" })';

/** All objects of an app: by what Kubernetes tells them apart by, and by the file that cdk8s writes them to. */
interface AppObjects {
  readonly all: ReadonlySet<ApiObject>;
  readonly byIdentity: Map<string, ApiObject>;
  readonly byFile: Map<string, ApiObject>;
  /** Pairs of constructs that were told. */
  readonly told: Set<string>;
}

const objectsOfApps = new WeakMap<IConstruct, AppObjects>();

/** Refuses an object that another one of the app would overwrite, in Kubernetes or already in cdk8s' output. */
export function checkCollisions(object: ApiObject, faults: Faults): void {
  const { byIdentity, byFile, told } = appObjects(object);
  const namesake = byIdentity.get(identity(object));
  const other = namesake === object ? byFile.get(file(object)) : namesake;
  if (other === undefined || other === object) return;
  const [owner, otherOwner] = [object, other].map((each) => each.node.scope!.node.path);
  const pair = `${owner} ${otherOwner}`;
  // With faults in the names this is only what follows from them.
  if (told.has(pair) || !faults.isEmpty) return;
  told.add(pair);
  const what = `${object.kind} ${shown(object.name)}`;
  if (other === namesake) {
    const where = namespaceOf(object);
    const problem = `${what}${where === '' ? '' : ` of namespace ${shown(where)}`} is also made by ${shown(otherOwner)}`;
    faults.add('name', problem, `rename or remove one of them; ${ENVIRONMENTS}`);
  } else {
    const problem = `cdk8s would write ${what} to the same file as that of ${shown(otherOwner)}, ${shown(file(object))}, and lose one of them`;
    faults.add('yamlOutputType of the App', problem, remedyOfFiles(object));
  }
}

function remedyOfFiles(object: ApiObject): string {
  return App.of(object).yamlOutputType === YamlOutputType.FILE_PER_RESOURCE
    ? 'use FILE_PER_CHART, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each'
    : 'use FILE_PER_CHART, or put them into charts of their own';
}

function appObjects(object: ApiObject): AppObjects {
  const { root } = object.node;
  const known = objectsOfApps.get(root);
  if (known?.all.has(object)) return known;
  const all = root.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
  const objects: AppObjects = {
    all: new Set(all),
    byIdentity: new Map(),
    byFile: new Map(),
    told: known?.told ?? new Set(),
  };
  for (const each of all) {
    putFirst(objects.byIdentity, identity(each), each);
    putFirst(objects.byFile, file(each), each);
  }
  objectsOfApps.set(root, objects);
  return objects;
}

function putFirst(map: Map<string, ApiObject>, key: string, object: ApiObject): void {
  if (!map.has(key)) map.set(key, object);
}

function identity(object: ApiObject): string {
  return [object.apiGroup, object.kind, namespaceOf(object), object.name].join('/');
}

function namespaceOf(object: ApiObject): string {
  return object.metadata.namespace ?? '';
}

/** A key of the file that cdk8s writes an object to; unique where it writes many into one. */
function file(object: ApiObject): string {
  switch (App.of(object).yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return fileName(object);
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return `${Chart.of(object).node.path}/${fileName(object)}`;
    default:
      return object.node.path;
  }
}

function fileName(object: ApiObject): string {
  return `${object.kind}.${object.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
