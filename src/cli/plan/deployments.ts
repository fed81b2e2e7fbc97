/** What becomes of the deployments of a runtime. Pure; what the runtime itself would decide, it is asked. */
import type { DesiredRuntime } from './input';
import type { LiveRuntime } from './live';
import { oldVersions } from './old-versions';
import type { OldVersion } from './old-versions';
import { changedProps } from './props';
import type { PropChange } from './props';
import type { DeploymentStatus, DesiredDeployment, DesiredState } from '../../contract';
import { CONDITIONS, GATE_PASSED } from '../../contract';
import { byName } from '../../reconciler/lib/named';
import type { Observation, ObservedVersion } from '../../reconciler/observe/observation';
import { findVersions } from '../../reconciler/observe/versions';
import { othersDeployments } from '../../reconciler/plan/removal-gate';

/**
 * - new deployment: nothing of it is there.
 * - new version: one that is not there, or never was registered.
 * - roll back: to a version that is there and was registered.
 * - changed: the same version, with other props.
 * - unchanged.
 * - removed: it leaves the desired state.
 * - leaving: it has left the desired state before, and versions of it are still there.
 */
export type Change =
  'new deployment' | 'new version' | 'roll back' | 'changed' | 'unchanged' | 'removed' | 'leaving';

export interface DeploymentPlan {
  readonly name: string;
  readonly change: Change;
  /** The one that will be desired. */
  readonly version?: string;
  /** The one that is desired now, if it is another. */
  readonly before?: string;
  /** Nothing of it is changed, whatever the rest says. */
  readonly paused?: true;
  readonly registers?: Registration;
  readonly replicas?: { readonly from?: number; readonly to: number };
  readonly props: readonly PropChange[];
  readonly oldVersions: readonly OldVersion[];
  /** What a person should know. */
  readonly remarks: readonly string[];
}

export interface Registration {
  readonly url: string;
  /** Absent for Knative, where it is the Route's. */
  readonly uri?: string;
  /** The server has it already, and is asked to look at it again. */
  readonly again: boolean;
  /**
   * Whether it is compatible with the version before: Restate says so when it is registered, and not earlier. There is
   * nothing to compare a first version with.
   */
  readonly breakingChange?: 'unknown' | 'allowed';
  /** It is held back until somebody lets it serve, or until a Job is complete. */
  readonly gate?: DesiredDeployment['gate'];
}

export interface RuntimePlan {
  readonly namespace: string;
  readonly id: string;
  readonly deployments: readonly DeploymentPlan[];
  readonly remarks: readonly string[];
  /** Why it can't be done. */
  readonly problems: readonly string[];
}

export function planRuntime(
  { namespace, state }: DesiredRuntime,
  before: DesiredState | undefined,
  live: LiveRuntime,
): RuntimePlan {
  const observation = observationOf(namespace, state, live);
  const others = othersDeployments(observation);
  const names = [
    ...new Set(
      [
        ...state.deployments,
        ...(before?.deployments ?? []),
        ...observation.versions.map(({ deployment: name }) => ({ name })).sort(byText),
      ].map(({ name }) => name),
    ),
  ];
  return {
    namespace,
    id: state.id,
    deployments: names.map((name) => planDeployment(name, before, observation)),
    remarks: live.status || !before ? [] : ['it has not run yet, or its status cannot be read'],
    problems: [
      ...others.map(
        (name) =>
          `the runtime id ${state.id} is a default, and another app in the namespace seems to have it, for ${name}: nothing will be removed; give each app a RestateRuntime with a name of its own`,
      ),
      ...state.deployments.flatMap(({ object }) => {
        const owner = observation.foreign.get(object);
        return owner === undefined
          ? []
          : [`${object} belongs to the runtime ${owner}; rename one of the two deployments`];
      }),
    ],
  };
}

function planDeployment(
  name: string,
  before: DesiredState | undefined,
  observation: Observation,
): DeploymentPlan {
  const wanted = byName(observation.desired.deployments, name);
  const former = byName(before?.deployments, name);
  const status = byName(observation.previous?.deployments, name);
  const versions = observation.versions.filter(({ deployment }) => deployment === name);
  const own = versions.find(({ object }) => object === wanted?.object);
  const old = oldVersions(
    versions.filter((each) => each !== own),
    wanted,
    status,
    observation,
  );
  const props = wanted && former?.object === wanted.object ? changedProps(former, wanted) : [];
  const replicas = wanted && changedReplicas(wanted, former, own, status);
  const isChanged =
    props.length > 0 || !!replicas || former?.discoveryHash !== wanted?.discoveryHash;
  const change = changeOf(wanted, former, own, versions, isChanged);
  const last = former?.version ?? status?.version ?? status?.lastVersion;
  const registers = wanted && !wanted.paused && registration(wanted, own, versions, observation);
  return {
    name,
    change,
    ...(wanted && { version: wanted.version }),
    ...(last !== undefined && last !== wanted?.version && { before: last }),
    ...(wanted?.paused === true && { paused: true }),
    ...(registers && { registers }),
    ...(replicas && { replicas }),
    props,
    oldVersions: old,
    remarks: change === 'unchanged' || change === 'changed' ? notReady(status) : [],
  };
}

/** What the runtime will see once the manifests have been applied; its admin APIs are not asked. */
function observationOf(namespace: string, desired: DesiredState, live: LiveRuntime): Observation {
  return {
    now: new Date(),
    beganAt: 0,
    namespace,
    desired,
    desiredFaults: [],
    ...findVersions(desired, live.versions),
    companions: new Map(),
    rollouts: new Map(),
    gates: new Map(),
    jobs: [],
    ...(live.status && { previous: live.status }),
    admins: new Map(),
  };
}

function changeOf(
  wanted: DesiredDeployment | undefined,
  former: DesiredDeployment | undefined,
  own: ObservedVersion | undefined,
  versions: readonly ObservedVersion[],
  isChanged: boolean,
): Change {
  if (!wanted) return former ? 'removed' : 'leaving';
  if (former?.object === wanted.object) return isChanged ? 'changed' : 'unchanged';
  if (!former && versions.length === 0) return 'new deployment';
  return own?.state.services ? 'roll back' : 'new version';
}

/** Undefined when it is registered as it is desired, and was the latest when the runtime ran last. */
function registration(
  wanted: DesiredDeployment,
  own: ObservedVersion | undefined,
  versions: readonly ObservedVersion[],
  { desired, previous }: Observation,
): Registration | undefined {
  const { url } = desired.admins.find(({ key }) => key === wanted.admin)!;
  const state = own?.state;
  const isRegistered =
    state?.deploymentId !== undefined && state.deploymentId !== state.deregistering;
  const shown = byName(previous?.deployments, wanted.name)?.versions.find(
    ({ object }) => object === wanted.object,
  );
  const isAsDesired =
    isRegistered &&
    state.discovered === wanted.discoveryHash &&
    (state.registeredWith ?? own?.admin)?.url === url;
  if (isAsDesired && shown?.state === 'Latest') return undefined;
  const isFirst = !versions.some((each) => each !== own && each.state.deploymentId);
  return {
    url,
    ...(wanted.uri !== undefined && { uri: wanted.uri }),
    again: isRegistered,
    ...(wanted.gate && !state?.services && own?.gate !== GATE_PASSED && { gate: wanted.gate }),
    ...(!isFirst && { breakingChange: wanted.breaking ? 'allowed' : 'unknown' }),
  };
}

/** Of what serves now and of what will; an autoscaler decides by itself. */
function changedReplicas(
  wanted: DesiredDeployment,
  former: DesiredDeployment | undefined,
  own: ObservedVersion | undefined,
  status: DeploymentStatus | undefined,
): DeploymentPlan['replicas'] {
  if (wanted.mode !== 'ReplicaSet' || wanted.autoscaling) return undefined;
  const to = wanted.replicas ?? 1;
  const isSame = former?.object === wanted.object;
  const served = status?.versions.find(({ version }) => version === status.version)?.replicas;
  const from = isSame ? own?.replicas?.desired : (served?.desired ?? former?.replicas);
  return from === to ? undefined : { ...(from !== undefined && { from }), to };
}

function notReady(status: DeploymentStatus | undefined): string[] {
  const ready = status?.conditions.find(({ type }) => type === CONDITIONS.ready);
  if (!ready || ready.status === 'True') return [];
  return [`it is not ready now (${ready.reason}): ${ready.message}`];
}

function byText(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}
