/** The version that is wanted: wait for it, give it its replicas, register it, keep it the latest. */
import type { Action, Step } from './actions';
import { latestIn } from './latest';
import { wantedReplicas } from './replicas';
import type { Memory } from './retry-state';
import type { DesiredDeployment, VersionState } from '../../contract';
import { CONDITIONS, MANAGED_BY, RUNTIME_ANNOTATIONS } from '../../contract';
import { findByUri, sameUri } from '../observe/admin';
import { isFailure, toldOf } from '../observe/observation';
import type { AdminView, Observation, ObservedVersion } from '../observe/observation';
import { hasPruningMarks } from '../observe/pruning';
import { adminOfDesired, viewOf } from '../observe/refs';

export interface DesiredOutcome {
  readonly desired: DesiredDeployment;
  readonly observed?: ObservedVersion;
  readonly step: Step;
  /** Its object is not there: the apply is not complete. */
  readonly missing: boolean;
  /** It is registered as it is desired, and the latest for its services. */
  readonly registered: boolean;
  /** Nothing will be tried again until the desired state changes. */
  readonly final: boolean;
  readonly paused: boolean;
  readonly deploymentId?: string;
  readonly state: VersionState;
  /** Word and sentence for the condition Ready. */
  readonly reason: string;
  readonly message: string;
  /** Sentence for the condition Degraded. */
  readonly degraded?: string;
}

type Finding = Partial<Omit<DesiredOutcome, 'step' | 'desired'>> &
  Pick<DesiredOutcome, 'state' | 'reason' | 'message'>;

export function planDesiredVersion(
  desired: DesiredDeployment,
  observation: Observation,
  memory: Memory,
): DesiredOutcome {
  const observed = observation.versions.find(
    ({ object, main }) => object === desired.object && main !== undefined,
  );
  const actions: Action[] = [];
  const finding = desired.paused
    ? pausedFinding(desired, observed, observation)
    : find(desired, observed, observation, memory, actions);
  return {
    missing: false,
    registered: false,
    final: false,
    paused: desired.paused === true,
    desired,
    observed,
    ...finding,
    step: {
      admin: adminOfDesired(observation, desired),
      deployment: desired.name,
      object: desired.object,
      version: observed,
      actions,
    },
  };
}

function find(
  desired: DesiredDeployment,
  observed: ObservedVersion | undefined,
  observation: Observation,
  memory: Memory,
  actions: Action[],
): Finding {
  const absent = observed === undefined && desired.mode !== 'Endpoint';
  if (absent) return missingFinding(desired, observation);
  if (observed) actions.push(...takeBackRemoval(observed));
  const replicas = observed && wantedReplicas(desired, observed, observation);
  if (replicas !== undefined) actions.push({ type: 'scale', replicas });

  const view = viewOf(observation, adminOfDesired(observation, desired));
  if (isFailure(view)) return { state: 'Unknown', ...toldOf(view) };
  const known = knownAs(desired, observed, view);
  if (
    observed?.mode === 'ReplicaSet' &&
    known !== undefined &&
    known !== observed.state.deploymentId
  ) {
    // A run died before it could write the id down. No other pods were ever behind this URI.
    return takeOver(desired, known, actions);
  }
  if (observed && known !== undefined && known === observed.state.deploymentId) {
    const settled = settle(desired, observed, known, view, observation, actions);
    if (settled) return settled;
  }
  return register(desired, observed, known, observation, memory, actions, replicas !== undefined);
}

/** What is desired is never removed, whatever an earlier removal has left on it. */
function takeBackRemoval({ state }: ObservedVersion): Action[] {
  const annotations: Record<string, null> = {};
  if (state.removeVersionAt) annotations[RUNTIME_ANNOTATIONS.removeVersionAt] = null;
  if (state.removedAt) annotations[RUNTIME_ANNOTATIONS.removedAt] = null;
  if (state.deregistering) annotations[RUNTIME_ANNOTATIONS.deregistering] = null;
  return Object.keys(annotations).length > 0 ? [{ type: 'annotate', annotations }] : [];
}

/** The id that the server has for it: by its annotation, or by its URI when a run died in between. */
function knownAs(
  desired: DesiredDeployment,
  observed: ObservedVersion | undefined,
  view: AdminView,
): string | undefined {
  const uri = uriOf(desired, observed);
  if (uri === undefined) return undefined;
  const id = observed?.state.deploymentId;
  const registered = id === undefined ? undefined : view.deployments.get(id);
  if (registered !== undefined && sameUri(registered, uri)) return id;
  return findByUri(view, uri);
}

function uriOf(
  desired: DesiredDeployment,
  observed: ObservedVersion | undefined,
): string | undefined {
  if (desired.uri !== undefined) return desired.uri;
  return observed?.uri;
}

function takeOver({ discoveryHash }: DesiredDeployment, id: string, actions: Action[]): Finding {
  actions.push({ type: 'inspect', deploymentId: id, discovered: discoveryHash });
  return {
    state: 'Registering',
    reason: 'TakingOver',
    message: `Taking over the deployment ${id}`,
  };
}

/** Undefined when it has to be registered (again). */
function settle(
  desired: DesiredDeployment,
  observed: ObservedVersion,
  id: string,
  view: AdminView,
  observation: Observation,
  actions: Action[],
): Finding | undefined {
  const { state } = observed;
  if (state.services === undefined) {
    // Registered by the operator: taken over as it is.
    return takeOver(desired, id, actions);
  }
  if (state.discovered !== desired.discoveryHash) return undefined;
  const latest = latestIn(desired, id, state.services, view, observation);
  if (latest.reclaim.length > 0) return undefined;
  if (state.privateServices.length > 0) {
    // A removal had begun: its services were made private, and are wanted again.
    const hidden = state.privateServices.filter(
      (name) => view.latest.get(name)?.isPublic === false,
    );
    if (hidden.length > 0) actions.push({ type: 'set-public', services: hidden, isPublic: true });
    const annotations = { [RUNTIME_ANNOTATIONS.privateServices]: null };
    actions.push({ type: 'annotate', annotations });
  }
  if (hasPruningMarks(observed)) actions.push({ type: 'remove-marks' });
  return {
    state: 'Latest',
    registered: true,
    deploymentId: id,
    reason: 'Registered',
    message: `Version ${desired.version} is registered as ${id} and serves ${state.services.join(', ') || 'no service'}`,
    degraded: latest.taken.length > 0 ? latest.taken.join('; ') : undefined,
  };
}

function register(
  desired: DesiredDeployment,
  observed: ObservedVersion | undefined,
  known: string | undefined,
  observation: Observation,
  memory: Memory,
  actions: Action[],
  scaling: boolean,
): Finding {
  const deploymentId = known;
  if (observed?.notReady !== undefined || scaling) {
    const message = scaling ? 'its replicas are being restored' : observed!.notReady!;
    return {
      deploymentId,
      state: 'Starting',
      reason: 'NotReady',
      message: `Not ready: ${message}`,
    };
  }
  const failed = lastFailure(desired, observation, memory);
  if (failed?.final && memory.retry !== desired.name) {
    const { message } = failed;
    return { deploymentId, final: true, state: 'Registering', reason: 'BreakingChange', message };
  }
  const uri = uriOf(desired, observed);
  const due = failed === undefined || failed.notBefore <= observation.now.getTime();
  if (uri !== undefined && due && !memory.registering.has(desired.name)) {
    if (observed === undefined) actions.push({ type: 'record-endpoint', desired });
    // First: it may be needed from the moment on in which it is registered.
    else if (hasPruningMarks(observed)) actions.push({ type: 'remove-marks' });
    // The servers before 1.6 allow a breaking change by force only.
    const force = known !== undefined || desired.breaking === true;
    actions.push({ type: 'register', desired, uri, force });
  }
  return failed
    ? { deploymentId, state: 'Registering', reason: 'RegistrationFailed', message: failed.message }
    : {
        deploymentId,
        state: 'Registering',
        reason: 'Registering',
        message: `Registering ${uri ?? ''}`,
      };
}

/** Of this process, or (only what is final) of an earlier one, as the status tells. */
function lastFailure(desired: DesiredDeployment, observation: Observation, memory: Memory) {
  const remembered = memory.failures.get(desired.name);
  if (remembered?.hash === desired.hash) return remembered;
  const previous = observation.previous?.deployments.find(({ name }) => name === desired.name);
  const condition = previous?.conditions.find(({ type }) => type === CONDITIONS.ready);
  if (previous?.hash !== desired.hash || condition?.reason !== 'BreakingChange') return undefined;
  return { message: condition.message, final: true, notBefore: 0 };
}

/** The apply may be on its way; when this lasts, nobody else will tell that it was not complete. */
const PATIENCE_MS = 120_000;

function missingFinding(desired: DesiredDeployment, observation: Observation): Finding {
  const { foreign, previous, now } = observation;
  const owner = foreign.get(desired.object);
  const pending = { missing: true, state: 'Pending' } as const;
  if (owner !== undefined) {
    const message = `${desired.object} belongs to the runtime ${owner}; give one of the two deployments another name`;
    return { ...pending, reason: 'NotOurs', message };
  }
  const before = previous?.deployments
    .find(({ name, hash }) => name === desired.name && hash === desired.hash)
    ?.conditions.find(({ type }) => type === CONDITIONS.ready);
  const lasts =
    before?.reason === 'StillMissing' ||
    (before?.reason === 'Missing' &&
      now.getTime() - Date.parse(before.lastTransitionTime) > PATIENCE_MS);
  return lasts
    ? {
        ...pending,
        reason: 'StillMissing',
        message: `${desired.object} is not there; apply the app again`,
      }
    : { ...pending, reason: 'Missing', message: `${desired.object} is not there yet` };
}

function pausedFinding(
  desired: DesiredDeployment,
  observed: ObservedVersion | undefined,
  observation: Observation,
): Finding {
  const view = viewOf(observation, adminOfDesired(observation, desired));
  const deploymentId = isFailure(view) ? undefined : knownAs(desired, observed, view);
  const services = observed?.state.services ?? [];
  const registered =
    !isFailure(view) &&
    deploymentId !== undefined &&
    services.every((service) => view.latest.get(service)?.id === deploymentId);
  return {
    deploymentId: observed?.state.deploymentId ?? deploymentId,
    missing: observed === undefined && desired.mode !== 'Endpoint',
    registered,
    state: registered ? 'Latest' : 'Registering',
    reason: 'Paused',
    message: `${MANAGED_BY} changes nothing while the deployment is paused`,
  };
}
