import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { DeploymentModel } from './model';
import type { DesiredCompanion } from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';

/** Kinds whose content the API server keeps from changing, where their manifest says so. */
const IMMUTABLE_KINDS = ['ConfigMap', 'Secret'];

/** An object that lives as long as the versions that name it. */
export interface Companion {
  readonly object: ApiObject;
  readonly desired: DesiredCompanion;
}

/** Undefined for what can't be one, which is a fault. */
export function companionOf(
  deployment: Construct,
  construct: IConstruct,
  model: DeploymentModel,
  faults: Faults,
): Companion | undefined {
  const object = apiObject(construct);
  if (object === undefined) {
    const remedy = 'give a ConfigMap, a Secret or another ApiObject';
    faults.add('addCompanion', 'was called without a Kubernetes object', remedy);
    return undefined;
  }
  const field = `addCompanion(${object.kind} ${shown(object.name)})`;
  const namespace = object.metadata.namespace ?? 'default';
  if (namespace !== model.namespace) {
    const problem = `is in the namespace ${shown(namespace)}, and is owned by an object of ${shown(model.namespace)}`;
    faults.add(field, problem, 'put both into the same namespace');
    return undefined;
  }
  if (object.node.root !== deployment.node.root) {
    faults.add(field, 'is in another App', 'add both to the same App');
    return undefined;
  }
  keep(object);
  faults.checkLate(() => checkName(object, model, field, faults));
  const { apiGroup: group, apiVersion, kind, name } = object;
  const version = apiVersion.split('/').pop()!;
  return {
    object,
    desired: {
      group: group === 'core' ? '' : group,
      version,
      resource: pluralOf(kind),
      kind,
      name,
    },
  };
}

function apiObject(construct: any): ApiObject | undefined {
  try {
    return ApiObject.of(construct);
  } catch {
    return undefined;
  }
}

/** From what prunes objects that have left the manifests: an older version still needs it. */
function keep({ metadata }: ApiObject): void {
  const kept = withKeepAnnotations(metadata.toJson().annotations);
  for (const [key, value] of Object.entries(kept)) metadata.addAnnotation(key, value);
}

/** What the next version changes must not be what this one uses. */
function checkName(
  object: ApiObject,
  { hash, object: versionName }: DeploymentModel,
  field: string,
  faults: Faults,
): void {
  if (object.name.includes(hash)) return;
  const isImmutable = object.toJson().immutable === true;
  if (!IMMUTABLE_KINDS.includes(object.kind)) {
    const problem = 'has the same name in the next version, which would change it for this one';
    faults.add(field, problem, `put ${shown(versionName)}, the versionName, into its name`);
  } else if (!isImmutable) {
    const problem = 'can be changed under the same name, also for older versions that use it';
    const remedy =
      'set immutable: true, and name it by RestateDeployment.contentName, so that other content has another name';
    faults.add(field, problem, remedy);
  }
}

/** As kubectl guesses it. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (name.endsWith('s')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}
