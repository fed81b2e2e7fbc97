/**
 * Takes a snapshot of everything: a fixed number of reads for the namespace, and one query for each admin
 * API, however many deployments there are. Or none of either, from what they have said before.
 */
import { observeCompanions } from './companions';
import type { FindCompanion } from './companions';
import { observeGates } from './gates';
import type { FindJob } from './gates';
import { kafkaAdmins } from './kafka';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from './observation';
import { adminsOfOrphans, orphanedVersions } from './orphans';
import { adminOfVersion, adminRef, formerRegistrationOf } from './refs';
import { remembered } from './remembered';
import type { ReplicaSet } from './replica-set';
import { observeRollouts } from './rollout';
import type { FindDeployment } from './rollout';
import { findVersions } from './versions';
import type { VersionObjects } from './versions';
import {
  DESIRED_STATE_KEY,
  labelSelector,
  LABELS,
  NAMES,
  parseDesiredState,
  podLabels,
  VERSION_OBJECT_LIST,
} from '../../contract';
import type { DesiredState, ParsedDesiredState } from '../../contract';
import type { Job } from '../kubernetes/job-state';
import type { StoredStatus } from '../kubernetes/status-data';
import { RESOURCES } from '../kubernetes/types';
import type { ConfigMap, KubernetesObject, ObjectReader, ResourceKind } from '../kubernetes/types';
import type { ServerClock } from '../lib/clock';
import { unlessNotFound } from '../lib/http';
import { objectsOf } from '../lib/named';
import type { Time } from '../lib/time';

/** There is no desired state that could be relied upon: nothing is done. */
export class UnreadableError extends Error {}

export interface Snapshot {
  readonly observation: Observation;
  readonly desiredResourceVersion: string;
}

/** What each of some admin APIs says, or why it can't be reached. */
export type AskAdmins = (
  refs: readonly AdminRef[],
  observation: Observation,
) => Promise<Map<string, AdminView | AdminFailure>>;

export interface Sources {
  readonly objects: ObjectReader;
  readonly status: () => Promise<StoredStatus>;
  /** A Deployment that is none of the runtime's; from the API server, as the Role allows nothing else. */
  readonly findDeployment: FindDeployment;
  /** From the API server, too. */
  readonly findJob: FindJob;
  /** From the API server; without it, companions are not looked at. */
  readonly findCompanion?: FindCompanion;
  readonly askAdmins: AskAdmins;
}

export interface Target {
  readonly id: string;
  readonly namespace: string;
  readonly clock: ServerClock;
  readonly time: Time;
}

/** @throws UnreadableError, KubernetesError, NoAnswerError, NotCurrentError */
export async function observe(
  { id, namespace, clock, time }: Target,
  { objects, status, findDeployment, findJob, findCompanion, askAdmins }: Sources,
): Promise<Snapshot> {
  const beganAt = time.now();
  const { configMap, state, faults } = await readDesiredState(objects, id);
  const knative = state.knative === true;
  const [stored, versioned, jobs] = await Promise.all([
    status(),
    versionObjects(objects, knative),
    items<Job>(objects, RESOURCES.jobs, labelSelector(podLabels(id))),
  ]);
  const found = findVersions(state, { ...versioned, endpoints: stored.endpoints });
  const withoutAdmins: Observation = {
    now: clock.now(),
    beganAt,
    namespace,
    desired: state,
    desiredFaults: faults,
    desiredSince: lastWritten(configMap),
    ...found,
    versions: remembered(found.versions, stored.status),
    companions: findCompanion
      ? await observeCompanions(state.deployments, found.versions, findCompanion)
      : new Map(),
    rollouts: await observeRollouts(state.deployments, found.versions, findDeployment),
    gates: await observeGates(state.deployments, found.versions, findJob),
    jobs,
    previous: stored.status,
    admins: new Map(),
  };
  const observation = await withAdmins(withoutAdmins, askAdmins);
  return {
    observation: await withOrphans(observation, objects),
    desiredResourceVersion: configMap.metadata.resourceVersion ?? '',
  };
}

export async function readDesiredState(
  objects: ObjectReader,
  id: string,
): Promise<{ configMap: ConfigMap; state: DesiredState; faults: readonly string[] }> {
  const name = NAMES.desiredState(id);
  const configMap = await objects.find<ConfigMap>(RESOURCES.configMaps, name);
  const text = configMap?.data?.[DESIRED_STATE_KEY];
  if (!configMap || text === undefined) {
    throw new UnreadableError(
      `the ConfigMap ${name} has no ${DESIRED_STATE_KEY}; apply the app again`,
    );
  }
  const { state, faults }: ParsedDesiredState = parseDesiredState(text);
  if (!state) throw new UnreadableError(`the ConfigMap ${name}: ${faults.join('; ')}`);
  if (state.id !== id) {
    throw new UnreadableError(
      `the ConfigMap ${name} belongs to the runtime ${state.id}, not to ${id}`,
    );
  }
  return { configMap, state, faults };
}

/** Asks each admin API that the desired state or a version speaks of. */
async function withAdmins(observation: Observation, ask: AskAdmins): Promise<Observation> {
  const { desired, versions } = observation;
  const admins = await ask(desired.admins, observation);
  const asked: Observation = { ...observation, admins };
  const known = new Set(desired.admins.map(adminRef));
  // A version may be of an admin API that has left the desired state.
  const others = [
    ...versions
      .flatMap((version) => [version, formerRegistrationOf(version) ?? []].flat())
      .map((version) => adminOfVersion(asked, version)),
    ...adminsOfOrphans(asked),
    ...kafkaAdmins(asked),
  ].filter((ref): ref is AdminRef => !!ref && !known.has(adminRef(ref)));
  if (others.length === 0) return asked;
  return { ...asked, admins: new Map([...admins, ...(await ask(others, observation))]) };
}

/**
 * Adds the versions whose ReplicaSets are gone. One that has only lost its labels is not: what was found of it then
 * is none of a version, or it would count as left behind.
 */
async function withOrphans(observation: Observation, reader: ObjectReader): Promise<Observation> {
  const candidates = orphanedVersions(observation);
  const lacksReplicaSet = ({ mode, main }: ObservedVersion) => mode === 'ReplicaSet' && !main;
  if (candidates.length === 0 && !observation.versions.some(lacksReplicaSet)) return observation;
  const { items: all } = await reader.list<ReplicaSet>(RESOURCES.replicaSets);
  const existing = new Set(all.map(({ metadata }) => metadata.name));
  const orphans = candidates.filter(({ object }) => !existing.has(object));
  const objects = objectsOf(orphans);
  const others = observation.versions.filter(
    (each) => !objects.has(each.object) && !(lacksReplicaSet(each) && existing.has(each.object)),
  );
  return { ...observation, versions: [...others, ...orphans] };
}

/** All kinds of objects that versions are made of; those of Knative only where it is used. */
async function versionObjects(objects: ObjectReader, knative: boolean): Promise<VersionObjects> {
  const lists = VERSION_OBJECT_LIST.map(async ([kind, object]) => {
    const isListed = knative || object.knative !== true;
    return [kind, isListed ? await items(objects, RESOURCES[kind], LABELS.ownedBy) : []] as const;
  });
  return Object.fromEntries(await Promise.all(lists)) as unknown as VersionObjects;
}

async function items<T extends KubernetesObject>(
  objects: ObjectReader,
  kind: ResourceKind,
  selector: string,
): Promise<readonly T[]> {
  // Knative may not be installed.
  return (await unlessNotFound(objects.list<T>(kind, selector)))?.items ?? [];
}

function lastWritten({ metadata }: ConfigMap): Date | undefined {
  const times = (metadata.managedFields ?? []).map(({ time }) => Date.parse(time ?? ''));
  const latest = Math.max(...times.filter((time) => !Number.isNaN(time)));
  return Number.isFinite(latest) ? new Date(latest) : undefined;
}
