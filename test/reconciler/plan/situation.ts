import { GATE_ANNOTATION, RUNTIME_ANNOTATIONS } from '../../../src/contract';
import type {
  DeploymentStatus,
  DesiredDeployment,
  DesiredState,
  RuntimeStatus,
} from '../../../src/contract';
import type { JobState } from '../../../src/reconciler/kubernetes/job-state';
import type { KubernetesObject } from '../../../src/reconciler/kubernetes/types';
import type {
  AdminFailure,
  AdminView,
  Observation,
  ObservedCompanion,
  ObservedVersion,
  VersionMemory,
} from '../../../src/reconciler/observe/observation';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';
import type { RetryState } from '../../../src/reconciler/plan/retry-state';

export const NOW = new Date('2026-01-01T12:00:00.000Z');
export const ADMIN = { key: 'restate', url: 'http://restate:9070' };

/** Seconds from NOW, in the past if negative. */
export function at(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

export function uriOf(object: string): string {
  return `http://${object}.apps.svc.cluster.local:9080`;
}

export function wanted(
  name: string,
  version: string,
  more: Partial<DesiredDeployment> = {},
): DesiredDeployment {
  const object = `${name}-${version}`;
  return {
    name,
    version,
    object,
    mode: 'ReplicaSet',
    hash: `hash-${version}`,
    discoveryHash: version,
    admin: ADMIN.key,
    uri: uriOf(object),
    replicas: 1,
    ...more,
  };
}

/** A version as it is while it serves; `state` for a registered one has its id, `dp_<object>`. */
export function there(object: string, more: Partial<ObservedVersion> = {}): ObservedVersion {
  const [deployment, version] = object.split('-');
  return {
    deployment,
    version,
    object,
    mode: 'ReplicaSet',
    createdAt: `2026-01-01T00:00:0${version.slice(-1)}Z`,
    main: { metadata: { name: object, uid: `uid-${object}`, resourceVersion: '1' } },
    parts: [],
    uri: uriOf(object),
    admin: ADMIN,
    drainDelaySeconds: 300,
    deletionPolicy: { type: 'drain' },
    replicas: { desired: 1, ready: 1 },
    state: { privateServices: [] },
    ...more,
  };
}

export function registered(
  object: string,
  retryState: Partial<VersionMemory> = {},
  more: Partial<ObservedVersion> = {},
) {
  const services = [object.split('-')[0]];
  const [, discovered] = object.split('-');
  const state = {
    deploymentId: `dp_${object}`,
    registeredWith: 'admin' in more ? more.admin : ADMIN,
    services,
    discovered,
    privateServices: [],
    ...retryState,
  };
  return there(object, { state, ...more });
}

/** What was deregistered and kept for a roll back. */
export function retained(object: string, more: Partial<ObservedVersion> = {}): ObservedVersion {
  return there(object, {
    state: { services: [object.split('-')[0]], privateServices: [] },
    replicas: { desired: 0, ready: 0 },
    ...more,
  });
}

/** An object that `kubectl apply --prune` could delete. */
export function prunable(name: string): KubernetesObject {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
  return { metadata: { name, annotations } };
}

export interface AdminSays {
  /** Objects that are registered. */
  readonly knows?: readonly string[];
  /** Service -> object. */
  readonly latest?: Readonly<Record<string, string>>;
  readonly private?: readonly string[];
  /** Object -> pinned invocations. */
  readonly pinned?: Readonly<Record<string, number>>;
  /** Service -> invocations that nothing is pinned to. */
  readonly unpinned?: Readonly<Record<string, number>>;
}

export function adminView(says: AdminSays): AdminView {
  const { knows = [], latest = {}, pinned = {}, unpinned = {} } = says;
  return {
    deployments: new Map(knows.map((object) => [`dp_${object}`, `${uriOf(object)}/`])),
    latest: new Map(
      Object.entries(latest).map(([service, object]) => [
        service,
        { id: `dp_${object}`, isPublic: !says.private?.includes(service) },
      ]),
    ),
    pinned: new Map(
      Object.entries(pinned).map(([object, count]) => [
        `dp_${object}`,
        new Map([['running', count]]),
      ]),
    ),
    unpinned: new Map(
      Object.entries(unpinned).map(([service, count]) => [
        service,
        new Map([['scheduled', count]]),
      ]),
    ),
  };
}

export interface Situation {
  readonly desired?: readonly DesiredDeployment[];
  readonly there?: readonly ObservedVersion[];
  /** A string, or a failure: it can't be reached, and why; a string, for ever. */
  readonly admin?: AdminSays | AdminFailure | string;
  readonly faults?: readonly string[];
  readonly state?: Partial<DesiredState>;
  readonly previous?: RuntimeStatus;
  /** When the desired state was last written. */
  readonly desiredSince?: Date;
  /** Deployment -> companions that it does not own yet. */
  readonly companions?: Readonly<Record<string, readonly ObservedCompanion[]>>;
  /** Deployment -> what the rollout that it waits for lacks. */
  readonly rollouts?: Readonly<Record<string, string>>;
  /** Deployment -> what the Job of its gate has come to. */
  readonly gates?: Readonly<Record<string, JobState>>;
  readonly foreign?: Readonly<Record<string, string>>;
}

export function observe(situation: Situation): Observation {
  const { admin = {} } = situation;
  const view = viewOf(typeof admin === 'string' ? { failure: admin, since: -Infinity } : admin);
  return {
    now: NOW,
    beganAt: NOW.getTime(),
    namespace: 'apps',
    desired: {
      contract: 1,
      id: 'app',
      admins: [ADMIN],
      deployments: situation.desired ?? [],
      ...situation.state,
    },
    desiredFaults: situation.faults ?? [],
    versions: situation.there ?? [],
    foreign: new Map(Object.entries(situation.foreign ?? {})),
    companions: new Map(Object.entries(situation.companions ?? {})),
    rollouts: new Map(Object.entries(situation.rollouts ?? {})),
    gates: new Map(Object.entries(situation.gates ?? {})),
    jobs: [],
    desiredSince: situation.desiredSince,
    previous: situation.previous,
    admins: new Map([[`${ADMIN.key} ${ADMIN.url}`, view]]),
  };
}

function viewOf(admin: AdminSays | AdminFailure): AdminView | AdminFailure {
  return 'failure' in admin ? admin : adminView(admin);
}

/** The actions as short words, by object. */
export function actionsOf(
  situation: Situation,
  retryState: Partial<RetryState> = {},
): Record<string, string[]> {
  const { steps } = plan(observe(situation), { ...NO_RETRY_STATE, ...retryState });
  return Object.fromEntries(steps.map(({ object, actions }) => [object, actions.map(word)]));
}

export function statesOf(
  situation: Situation,
  retryState: Partial<RetryState> = {},
): Record<string, string> {
  const { statuses } = plan(observe(situation), { ...NO_RETRY_STATE, ...retryState });
  return Object.fromEntries(
    statuses.flatMap(({ versions }) => versions.map(({ object, state }) => [object, state])),
  );
}

/** The rule that has decided about each version, by object. */
export function rulesOf(
  situation: Situation,
  retryState: Partial<RetryState> = {},
): Record<string, string | undefined> {
  const { statuses } = plan(observe(situation), { ...NO_RETRY_STATE, ...retryState });
  return Object.fromEntries(
    statuses.flatMap(({ versions }) => versions.map(({ object, rule }) => [object, rule])),
  );
}

/** What the status says of a deployment. */
export function deploymentStatusOf(
  name: string,
  situation: Situation,
  retryState: Partial<RetryState> = {},
): DeploymentStatus {
  const { statuses } = plan(observe(situation), { ...NO_RETRY_STATE, ...retryState });
  return statuses.find((each) => each.name === name)!;
}

/** For so many seconds, all snapshots have found that nothing needs them. */
export function removableFor(seconds: number, ...objects: string[]): Partial<RetryState> {
  return { removableSince: new Map(objects.map((object) => [object, at(-seconds).getTime()])) };
}

const ANNOTATIONS: Readonly<Record<string, string>> = {
  [GATE_ANNOTATION]: 'gate',
  ...Object.fromEntries(
    Object.entries(RUNTIME_ANNOTATIONS).map(([key, annotation]) => [annotation, key]),
  ),
};

export function word(action: ReturnType<typeof plan>['steps'][number]['actions'][number]): string {
  switch (action.type) {
    case 'annotate':
      return Object.entries(action.annotations)
        .map(([name, value]) =>
          value === null ? `-${ANNOTATIONS[name]}` : `${ANNOTATIONS[name]}=${value}`,
        )
        .join(' ');
    case 'scale':
      return `scale ${action.replicas}`;
    case 'register':
      return action.force ? 'register by force' : 'register';
    case 'set-public':
      return `make ${action.services.join(',')} ${action.isPublic ? 'public' : 'private'}`;
    case 'deregister':
      return [
        'deregister',
        ...(action.evenIfActive ? ['whatever runs'] : []),
        ...(action.evenIfLatest ? ['although it is the latest'] : []),
      ].join(' ');
    case 'delete':
      return action.keepConfiguration ? 'delete the Route' : 'delete';
    default:
      return action.type;
  }
}
