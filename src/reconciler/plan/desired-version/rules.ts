/**
 * The life of a desired version: wait for it, give it its replicas, register it, keep it the latest.
 * The first rule that matches decides; what the status shows of it is in the rule, too.
 */
import { always } from '../rule';
import type { DesiredVersionFacts } from './facts';
import { adopt, keepLatest, recordGate, register } from './register-actions';
import type { VersionState } from '../../../contract';
import { GATE_ANNOTATION, GATE_FAILED, GATE_PASSED, MANAGED_BY } from '../../../contract';
import { conditionOf } from '../../observe/observation';
import type { Action } from '../actions';
import type { Rule } from '../rule';

export interface DesiredVersionRule extends Rule<DesiredVersionFacts> {
  readonly state: VersionState;
  /** Of the condition Ready. */
  readonly reason: string | ((facts: DesiredVersionFacts) => string);
  readonly message: (facts: DesiredVersionFacts) => string;
  readonly actions?: (facts: DesiredVersionFacts) => readonly Action[];
  readonly deploymentId?: (facts: DesiredVersionFacts) => string | undefined;
  /** It is registered as it is desired, and the latest for its services. */
  readonly registered?: true;
  /** Nothing will be tried again until the desired state changes. */
  readonly final?: true;
  /** Sentence for the condition Degraded. */
  readonly degraded?: (facts: DesiredVersionFacts) => string | undefined;
}

/** Rules that have the same consequences in part. */
function group<K extends keyof DesiredVersionRule>(
  common: Pick<DesiredVersionRule, K>,
  ...rules: Array<Omit<DesiredVersionRule, K>>
): DesiredVersionRule[] {
  return rules.map((rule) => ({ ...common, ...rule }) as DesiredVersionRule);
}

export const DESIRED_VERSION_RULES: readonly DesiredVersionRule[] = [
  ...group(
    {
      reason: 'Paused',
      message: () => `${MANAGED_BY} changes nothing while the deployment is paused`,
      deploymentId: recordedId,
    },
    {
      name: 'paused, registered',
      when: (facts) => isPaused(facts) && isLatestForAll(facts),
      state: 'Latest',
      registered: true,
    },
    {
      name: 'paused',
      when: isPaused,
      state: 'Registering',
    },
  ),
  {
    name: 'belongs to another runtime',
    when: ({ isMissing, otherRuntime }) => isMissing && otherRuntime !== undefined,
    state: 'Pending',
    reason: 'NotOurs',
    message: ({ desired, otherRuntime }) =>
      `${desired.object} belongs to the runtime ${otherRuntime}; rename one of the two deployments`,
  },
  ...group(
    { state: 'Pending', deploymentId: lastId },
    {
      name: 'missing for minutes',
      when: (facts) => facts.isMissing && isMissingForLong(facts),
      reason: 'StillMissing',
      message: (facts) => `${missingObject(facts)} not found; apply the app again`,
    },
    {
      name: 'missing',
      when: ({ isMissing }) => isMissing,
      reason: 'Missing',
      message: (facts) => `${missingObject(facts)} not found yet`,
    },
  ),
  {
    name: 'admin API unreachable',
    when: ({ unreachable }) => !!unreachable,
    state: 'Unknown',
    reason: ({ unreachable }) => conditionOf(unreachable!).reason,
    message: ({ unreachable }) => conditionOf(unreachable!).message,
  },
  ...group(
    {
      state: 'Registering',
      reason: 'Adopting',
      message: ({ id }) => `Adopting the deployment ${id}`,
      actions: adopt,
    },
    {
      // A run was interrupted before it wrote the id down. No other pods were ever behind this URI.
      name: 'registered by an interrupted run, adopted',
      when: ({ observed, id, isIdRecorded }) =>
        observed?.mode === 'ReplicaSet' && !!id && !isIdRecorded,
    },
    {
      name: 'registered by the operator, adopted',
      when: ({ observed, isIdRecorded }) => !!isIdRecorded && !observed!.state.services,
    },
  ),
  {
    name: 'registered',
    when: ({ desired, observed, isIdRecorded, latest }) =>
      !!isIdRecorded &&
      observed!.state.discovered === desired.discoveryHash &&
      latest!.reclaim.length === 0,
    state: 'Latest',
    reason: 'Registered',
    message: (facts) =>
      `Version ${facts.desired.version} is registered as ${facts.id} and serves ${services(facts)}${formerly(facts)}`,
    actions: keepLatest,
    deploymentId: knownId,
    registered: true,
    degraded: ({ latest }) => latest!.leftToOthers.join('; ') || undefined,
  },
  ...group(
    { state: 'Starting', reason: 'NotReady', deploymentId: knownId },
    {
      name: 'replicas being restored',
      when: ({ replicas }) => replicas !== undefined,
      message: () => 'Not ready: its replicas are being restored',
    },
    {
      name: 'not ready',
      when: ({ observed }) => !!observed?.notReady,
      message: ({ observed }) => `Not ready: ${observed!.notReady}`,
    },
  ),
  {
    name: 'its rollout is not complete',
    when: ({ rollout }) => rollout !== undefined,
    state: 'Starting',
    reason: 'WaitingForRollout',
    message: ({ rollout }) => `Waiting for a rollout: ${rollout}`,
    deploymentId: knownId,
  },
  ...group(
    { state: 'Registering', deploymentId: knownId },
    {
      name: 'did not pass its gate',
      when: (facts) => isHeld(facts) && hasFailed(facts),
      reason: 'GateFailed',
      message: (facts) =>
        `It did not pass its gate, and what served before goes on; ${retryOf(facts)}to let it serve all the same: ${gateCommand(facts)}`,
      actions: recordGate,
      final: true,
    },
    {
      name: 'waits for the Job of its gate',
      when: (facts) => isHeld(facts) && !!facts.gateJob,
      reason: 'GateRunning',
      message: (facts) => `Ready, and held until the Job ${jobOf(facts)} is complete`,
    },
    {
      name: 'waits for its gate',
      when: isHeld,
      reason: 'WaitingForGate',
      message: (facts) =>
        `Ready, and held until somebody lets it serve: ${gateCommand(facts)} (or ${GATE_ANNOTATION}=${GATE_FAILED})`,
      final: true,
    },
    {
      name: 'refused for good',
      when: ({ failure, isRetried }) => failure?.final === true && !isRetried,
      reason: 'BreakingChange',
      message: failureMessage,
      final: true,
      degraded: failureMessage,
    },
    {
      name: 'registered now',
      when: ({ failure, isDue }) => isDue && !failure,
      reason: 'Registering',
      message: registering,
      actions: register,
    },
    {
      name: 'failed, retried now',
      when: ({ isDue }) => isDue,
      reason: 'RegistrationFailed',
      message: failureMessage,
      actions: register,
    },
    {
      name: 'failed, waits to retry',
      when: ({ failure }) => !!failure,
      reason: 'RegistrationFailed',
      message: failureMessage,
    },
    {
      name: 'registration under way',
      when: always,
      reason: 'Registering',
      message: registering,
    },
  ),
];

/** The apply may be on its way; when this lasts, nobody else will tell that it was not complete. */
const PATIENCE_MS = 120_000;

function isPaused({ desired }: DesiredVersionFacts): boolean {
  return desired.paused === true;
}

/** What has been registered once has served: a roll back to it is not held. */
function isHeld({ desired, observed, gateJob }: DesiredVersionFacts): boolean {
  const hasServed = observed?.state.services !== undefined;
  const hasPassed = observed?.gate === GATE_PASSED || gateJob === 'complete';
  return desired.gate !== undefined && !hasServed && !hasPassed;
}

/** A Job that is there counts for more than what is written of one before: it is tried again. */
function hasFailed({ observed, gateJob }: DesiredVersionFacts): boolean {
  return gateJob === 'failed' || (gateJob !== 'active' && observed?.gate === GATE_FAILED);
}

function jobOf({ desired: { gate } }: DesiredVersionFacts): string {
  return typeof gate === 'object' ? gate.job : '';
}

function retryOf(facts: DesiredVersionFacts): string {
  const job = jobOf(facts);
  return job && `the Job ${job} failed: to try again, delete it and apply the app again; `;
}

function gateCommand({
  desired: { object },
  namespace,
  observed,
  gateJob,
}: DesiredVersionFacts): string {
  const overwrite = (observed?.gate ?? gateJob) ? ' --overwrite' : '';
  return `kubectl -n ${namespace} annotate${overwrite} replicaset ${object} ${GATE_ANNOTATION}=${GATE_PASSED}`;
}

function isLatestForAll({ latest }: DesiredVersionFacts): boolean {
  return latest?.reclaim.length === 0 && latest.leftToOthers.length === 0;
}

function missingObject({ desired: { object }, observed, companions }: DesiredVersionFacts): string {
  if (!observed) return object;
  if (observed.missingPart) return `its ${observed.missingPart} ${object} is`;
  const { kind, name } = companions.find(({ isMissing }) => isMissing)!.desired;
  return `its ${kind} ${name} is`;
}

function isMissingForLong({ lastReady, desiredSince, now }: DesiredVersionFacts): boolean {
  if (lastReady?.reason === 'StillMissing') return true;
  if (lastReady?.reason !== 'Missing') return false;
  // Another apply has begun since: it may bring what the one before did not, and its condition may be the older one.
  const since = Math.max(Date.parse(lastReady.lastTransitionTime), desiredSince?.getTime() ?? 0);
  return now.getTime() - since > PATIENCE_MS;
}

function services({ observed, closed }: DesiredVersionFacts): string {
  const names = observed!.state.services!;
  if (names.length === 0) return 'no service';
  return names.map((name) => (closed!.includes(name) ? `${name} (private)` : name)).join(', ');
}

function formerly({ observed }: DesiredVersionFacts): string {
  const former = observed!.state.formerRegistrations ?? [];
  return former
    .map(
      ({ id, url = 'a server that is not recorded' }) =>
        `; it is still registered as ${id} with ${url}`,
    )
    .join('');
}

function registering({ uri }: DesiredVersionFacts): string {
  return `Registering ${uri ?? ''}`;
}

function failureMessage({ failure }: DesiredVersionFacts): string {
  return failure!.message;
}

function knownId({ id }: DesiredVersionFacts): string | undefined {
  return id;
}

/** Where its object is gone, the status may be all that remembers its registration; where its Service is, it is not. */
function lastId(facts: DesiredVersionFacts): string | undefined {
  return recordedId(facts) ?? facts.lastVersion?.deploymentId;
}

function recordedId({ observed, id }: DesiredVersionFacts): string | undefined {
  return observed?.state.deploymentId ?? id;
}
