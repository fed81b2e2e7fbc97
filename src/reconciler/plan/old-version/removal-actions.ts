/** What the rules of an old version do. */
import type { OldVersionFacts } from './facts';
import { formatDeletionPolicy } from '../../../contract';
import type { ObservedVersion } from '../../observe/observation';
import type { Action } from '../actions';
import { annotate, forget, listOrNull, without } from '../annotate';
import { removeAutoscaler } from '../autoscaler';

/** What a removal notes down about one registration. */
const REMOVAL = ['removeVersionAt', 'deregistering', 'privateServices'] as const;

/** When a deadline of its deletion policy starts. */
export function recordRemoval({ observed, removedSince, policy }: OldVersionFacts): Action[] {
  // The status alone remembers what has no object.
  if (!observed.main) return [];
  const removalPolicy = formatDeletionPolicy(policy!);
  return [annotate({ removedAt: removedSince.toISOString(), removalPolicy })];
}

export function forgetRemoval({ observed }: OldVersionFacts): Action[] {
  return forget(observed, 'removedAt', 'removalPolicy');
}

export function startDrainDelay({ drainDelay }: OldVersionFacts): Action[] {
  return [waitUntil(drainDelay.endsAt)];
}

export function stopDrainDelay({ observed }: OldVersionFacts): Action[] {
  return forget(observed, 'removeVersionAt');
}

/** What is quiet until then may go. */
export function waitUntil(time: Date): Action {
  return annotate({ removeVersionAt: time.toISOString() });
}

/** Nobody can call them through the ingress any more. */
export function makePrivate({ observed, publicServices = [] }: OldVersionFacts): Action[] {
  const { privateServices } = observed.state;
  const names = [...new Set([...privateServices, ...publicServices])];
  const action: Action = { type: 'set-public', services: publicServices, isPublic: false };
  if (names.length === privateServices.length) return [action];
  // Recorded first: a roll back has to make them public again.
  return [annotate({ privateServices: JSON.stringify(names) }), action];
}

export function forgetPrivateServices({ observed }: OldVersionFacts): Action[] {
  return forget(observed, 'privateServices');
}

/** In the order autoscaler, registration, pods, objects: each needs what comes after it. */
export function deregister(
  { observed, id }: OldVersionFacts,
  { evenIfActive }: { evenIfActive: boolean },
): Action[] {
  const deploymentId = id!;
  return [
    ...autoscaler(observed),
    ...(!observed.main || observed.state.deregistering === deploymentId
      ? []
      : [annotate({ deregistering: deploymentId })]),
    { type: 'deregister', deploymentId, evenIfActive },
    ...takeDown(observed),
  ];
}

/** There is no object to write on, and no call can be on its way to a pod. */
export function deregisterOrphan({ observed, id }: OldVersionFacts): Action[] {
  return [
    ...autoscaler(observed),
    { type: 'deregister', deploymentId: id!, evenIfActive: false, evenIfLatest: true },
  ];
}

export function deleteAll({ observed }: OldVersionFacts): Action[] {
  return observed.furtherRegistrations ? forgetRegistration(observed) : [{ type: 'delete' }];
}

/** What is left to do for a version that the admin API does not know. */
export function cleanUp({ observed }: OldVersionFacts): Action[] {
  return [...autoscaler(observed), ...takeDown(observed)];
}

/** Another server may still need it: only what is remembered of this one goes. */
function forgetRegistration(version: ObservedVersion): Action[] {
  return [
    annotate({
      formerRegistrations: listOrNull(version.furtherRegistrations!),
      ...without(version, ...REMOVAL),
    }),
  ];
}

function autoscaler(version: ObservedVersion): Action[] {
  return version.furtherRegistrations ? [] : removeAutoscaler(version);
}

function takeDown(version: ObservedVersion): Action[] {
  if (version.furtherRegistrations) return forgetRegistration(version);
  const { mode, main, replicas } = version;
  const scaleDown: Action[] =
    replicas !== undefined && replicas.desired > 0 ? [{ type: 'scale', replicas: 0 }] : [];
  if (!main) return scaleDown;
  // Its revision can't be reached without the Route, and goes to zero.
  if (mode === 'KnativeConfiguration') {
    return [...scaleDown, { type: 'delete', keepConfiguration: true }];
  }
  return [...scaleDown, ...forget(version, 'deploymentId', ...REMOVAL)];
}
