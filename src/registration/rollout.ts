import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { RestateRegistrationProps } from './props';
import { REVISION_ANNOTATION } from '../contract';
import type { DesiredRollout } from '../contract';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';

/** What a registration waits for. */
export interface Rollout {
  readonly deployment: ApiObject;
  /** As its entry in the desired state has it. */
  readonly desired: DesiredRollout;
}

/**
 * The rollout that the props name, if there is one to wait for. The Deployment gets the revision as an annotation:
 * without it nobody could tell whether it has been applied since the revision changed.
 */
export function rolloutOf(
  registration: Construct,
  { waitForRollout, revision }: Pick<RestateRegistrationProps, 'waitForRollout' | 'revision'>,
  namespace: string,
  faults: Faults,
): Rollout | undefined {
  if (waitForRollout === undefined) return undefined;
  const deployment = apiObject(waitForRollout);
  if (!checkDeployment(deployment, registration, namespace, faults)) return undefined;
  if (typeof revision !== 'string' || revision === '') {
    const problem =
      revision === undefined ? 'missing required field' : `${shown(revision)} is no text`;
    const remedy =
      'with waitForRollout, write a text that changes with the pods, such as the tag of their image';
    faults.add('revision', problem, remedy);
    return undefined;
  }
  deployment.metadata.addAnnotation(REVISION_ANNOTATION, revision);
  faults.checkLate(() => checkRevision(deployment, revision, faults));
  return { deployment, desired: { deployment: deployment.name, revision } };
}

/** The object itself, or that which a construct of cdk8s-plus is made of. */
function apiObject(construct: any): ApiObject | undefined {
  try {
    return ApiObject.of(construct);
  } catch {
    return undefined;
  }
}

function checkDeployment(
  object: ApiObject | undefined,
  registration: Construct,
  namespace: string,
  faults: Faults,
): object is ApiObject {
  const field = 'waitForRollout';
  const remedy = 'write the construct of the Deployment whose pods are registered';
  if (object === undefined) {
    faults.add(field, 'is no Kubernetes object', remedy);
    return false;
  }
  const what = `${object.kind} ${shown(object.name)}`;
  if (object.kind !== 'Deployment' || object.apiGroup !== 'apps') {
    const problem = `${what} of ${object.apiVersion} is not a Deployment of apps/v1`;
    faults.add(field, problem, remedy);
    return false;
  }
  const own = object.metadata.namespace ?? 'default';
  if (own !== namespace) {
    const problem = `${what} is in the namespace ${shown(own)}, and the runtime reads ${shown(namespace)} only`;
    faults.add(field, problem, `set namespace of the registration to ${shown(own)}`);
    return false;
  }
  if (object.node.root !== registration.node.root) {
    faults.add(field, `${what} is in another App`, 'add both to the same App');
    return false;
  }
  return true;
}

/** Another registration, a JSON patch or the user may have written the annotation later. */
function checkRevision(deployment: ApiObject, revision: string, faults: Faults): void {
  const written = deployment.toJson().metadata?.annotations?.[REVISION_ANNOTATION];
  if (written === revision) return;
  faults.add(
    'waitForRollout',
    `Deployment ${shown(deployment.name)} has the annotation ${REVISION_ANNOTATION} with the value ${shown(written)}, not ${shown(revision)}`,
    'give all registrations that wait for it the same revision, and leave the annotation to them',
  );
}
