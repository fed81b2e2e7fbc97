/** What the rules of a desired version do. */
import type { DesiredVersionFacts } from './facts';
import { GATE_ANNOTATION, GATE_FAILED, GATE_PASSED } from '../../../contract';
import { hasPruningMarks } from '../../observe/pruning';
import type { Action } from '../actions';
import { annotate, forget, listOrNull, without } from '../annotate';
import { removeAutoscaler } from '../autoscaler';

/**
 * What is desired is not being removed, whatever an earlier removal has left on it. So also while it is paused: these
 * notes are the runtime's own, and a later removal would go by them.
 */
export function forgetRemoval({ observed }: DesiredVersionFacts): Action[] {
  return forget(observed, 'removeVersionAt', 'removedAt', 'removalPolicy', 'deregistering');
}

/** An autoscaler that is not wanted any more goes first, or it would scale back. */
export function restoreReplicas({ desired, observed, replicas }: DesiredVersionFacts): Action[] {
  if (desired.paused || !observed) return [];
  const hasOwn = desired.autoscaling && !desired.scaledExternally;
  return [
    ...(!hasOwn ? removeAutoscaler(observed) : []),
    ...(replicas === undefined ? [] : [{ type: 'scale', replicas } as const]),
  ];
}

/**
 * What the server has, kubectl must not prune: neither while the deployment is paused, nor while the admin API
 * does not answer. It changes nothing that is desired.
 */
export function keepFromPruning({ observed, id }: DesiredVersionFacts): Action[] {
  const isRegistered = (id ?? observed?.state.deploymentId) !== undefined;
  return observed && isRegistered && hasPruningMarks(observed) ? [{ type: 'remove-marks' }] : [];
}

/** As above: also while it is paused. What is missing is told, and does not hold back the others. */
export function ownCompanions({ companions: all }: DesiredVersionFacts): Action[] {
  const companions = all.filter(({ isMissing }) => !isMissing).map(({ desired }) => desired);
  return companions.length > 0 ? [{ type: 'own-companions', companions }] : [];
}

/** Before the id of the server that registers it now takes the place of the one on record. */
function rememberFormer(facts: DesiredVersionFacts): Action[] {
  const { formerRegistrations: former, observed, admin } = facts;
  if (!former) return [];
  // What is noted as private is so on the first of them: that must not become another with the note left.
  const isFirst = observed!.state.formerRegistrations?.[0]?.key === admin.key;
  return [
    ...(isFirst ? makePublic(facts) : []),
    annotate({
      formerRegistrations: listOrNull(former),
      ...(isFirst && without(observed!, 'privateServices')),
    }),
  ];
}

export function adopt(facts: DesiredVersionFacts): Action[] {
  const { desired, id } = facts;
  return [
    ...rememberFormer(facts),
    { type: 'inspect', deploymentId: id!, discovered: desired.discoveryHash },
  ];
}

function makePublic({ privateServices: services = [] }: DesiredVersionFacts): Action[] {
  return services.length > 0 ? [{ type: 'set-public', services, isPublic: true }] : [];
}

/** What a removal that had begun made private is wanted again. */
export function keepLatest(facts: DesiredVersionFacts): Action[] {
  const { observed, admin } = facts;
  // Registered before this was written down; once another server is desired, nobody could tell.
  const isUnknown = !observed!.state.registeredWith;
  return [
    ...makePublic(facts),
    // Not what is noted of a former server: it holds once that one registers it again.
    ...(observed!.state.formerRegistrations?.length ? [] : forget(observed, 'privateServices')),
    ...(isUnknown ? [annotate({ registeredWith: JSON.stringify(admin) })] : []),
  ];
}

/** The Job may be gone at any time; what a person has written counts for more. */
export function recordGate({ gateJob, observed }: DesiredVersionFacts): Action[] {
  const result = { complete: GATE_PASSED, failed: GATE_FAILED }[gateJob as string];
  if (!result || [result, GATE_PASSED].includes(observed?.gate as string)) return [];
  return [{ type: 'annotate', annotations: { [GATE_ANNOTATION]: result } }];
}

export function register(facts: DesiredVersionFacts): Action[] {
  const { desired, observed, uri, id } = facts;
  // The servers before 1.6 allow a breaking change by force only.
  const force = !!id || desired.breaking === true;
  const action: Action = { type: 'register', desired, uri: uri!, force };
  // Either comes first: it may be needed from the moment on in which the version is registered.
  if (!observed) return [{ type: 'record-endpoint', desired }, action];
  const isMarked = hasPruningMarks(observed) && keepFromPruning(facts).length === 0;
  return [
    ...recordGate(facts),
    ...rememberFormer(facts),
    ...(isMarked ? [{ type: 'remove-marks' } as const] : []),
    action,
  ];
}
