/**
 * Reads a desired state. One entry that can't be read does not hold back the others, but then nothing is
 * removed: what looks left out might be in the entry that could not be read.
 *
 * The script and the desired state that it reads may come from two versions of the library for a moment: while an app
 * is being applied, or as long as an older run goes on. So a field that is not known is a fault, and what it means for
 * the entry can't be guessed: the entry is left out, that is neither registered nor removed. One of the desired state
 * itself leaves the entries as they are, and keeps everything from being removed. What no longer means what an older
 * script takes it for raises {@link CONTRACT_VERSION}: such a desired state is not read at all.
 */
import {
  APPLY_AGAIN,
  RUN_ITS_SCRIPT,
  checkFields,
  isCount,
  isHttpUrl,
  isObject,
  isObjectOf,
  optional,
  required,
  OPTIONAL_FLAG,
} from './checks';
import type { Check, JsonObject } from './checks';
import { DEPLOYMENT_CHECKS } from './deployment-entry';
import { CONTRACT_VERSION } from './desired-state';
import type { DesiredAdmin, DesiredState, SweepSchedule } from './desired-state';
import { KAFKA_CLUSTER_CHECKS, SUBSCRIPTION_CHECKS } from './kafka';
import type { DesiredKafkaCluster, DesiredSubscription } from './kafka';
import { DESIRED_STATE_KEY } from './runtime-objects';
import { faultsAt, faultText, shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';

export interface ParsedDesiredState {
  /** Absent when nothing of it can be relied upon. */
  readonly state?: DesiredState;
  /** `<path>: <what is wrong>; <what to do>`; when there are any, nothing may be removed. */
  readonly faults: readonly string[];
}

const LIST = required('a list', Array.isArray);
const OPTIONAL_LIST = optional('a list', Array.isArray);

const STATE_CHECKS: Readonly<Record<keyof DesiredState, Check>> = {
  // Checked before all others.
  contract: () => undefined,
  id: checkDnsLabel,
  idIsDefault: OPTIONAL_FLAG,
  admins: LIST,
  deployments: LIST,
  kafkaClusters: OPTIONAL_LIST,
  subscriptions: OPTIONAL_LIST,
  knative: OPTIONAL_FLAG,
  sweep: optional('{ everyMinutes, offsetMinutes }', isSweep),
};

/** Without these, the rest can't be relied upon. */
const FOUNDATION: ReadonlyArray<keyof DesiredState> = ['id', 'admins', 'deployments'];

const ADMIN_CHECKS: Readonly<Record<keyof DesiredAdmin, Check>> = {
  key: checkDnsLabel,
  url: required('an http or https URL', isHttpUrl),
};

export function parseDesiredState(text: string): ParsedDesiredState {
  const faults: string[] = [];
  const sink: FaultSink = {
    add: (field, problem, remedy) => faults.push(faultText({ field, problem, remedy })),
  };
  const json = readJson(text, sink);
  return { ...(json && { state: readState(json, sink) }), faults };
}

function readJson(text: string, faults: FaultSink): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
    faults.add(DESIRED_STATE_KEY, 'is not a JSON object', APPLY_AGAIN);
  } catch (error) {
    faults.add(DESIRED_STATE_KEY, `invalid JSON: ${(error as Error).message}`, APPLY_AGAIN);
  }
  return undefined;
}

function readState(json: JsonObject, faults: FaultSink): DesiredState | undefined {
  if (json.contract !== CONTRACT_VERSION) {
    const problem = `${shown(json.contract)} is not ${CONTRACT_VERSION}`;
    faults.add('contract', problem, RUN_ITS_SCRIPT);
    return undefined;
  }
  const { sink, wrong } = recording(faults);
  checkFields(json, STATE_CHECKS, sink);
  if (FOUNDATION.some((field) => wrong.has(field))) return undefined;

  const admins = readEntries<DesiredAdmin>(json, 'admins', 'key', ADMIN_CHECKS, faults);
  const keys = new Set<unknown>(admins.map(({ key }) => key));
  return {
    contract: CONTRACT_VERSION,
    id: json.id as string,
    idIsDefault: json.idIsDefault === true,
    admins,
    deployments: readEntries(json, 'deployments', 'name', DEPLOYMENT_CHECKS, faults, keys),
    ...readKafka(json, faults, keys),
    knative: json.knative === true,
    sweep: wrong.has('sweep') ? undefined : (json.sweep as SweepSchedule | undefined),
  };
}

/** The lists that are there. */
function readKafka(
  json: JsonObject,
  faults: FaultSink,
  keys: ReadonlySet<unknown>,
): Pick<DesiredState, 'kafkaClusters' | 'subscriptions'> {
  const read = <T>(list: string, checks: { readonly [field: string]: Check }) =>
    Array.isArray(json[list])
      ? { [list]: readEntries<T>(json, list, 'name', checks, faults, keys) }
      : {};
  return {
    ...read<DesiredKafkaCluster>('kafkaClusters', KAFKA_CLUSTER_CHECKS),
    ...read<DesiredSubscription>('subscriptions', SUBSCRIPTION_CHECKS),
  };
}

/** Those entries of a list that are without a fault, each with a `key` of its own. */
function readEntries<T>(
  json: JsonObject,
  list: string,
  key: string,
  checks: { readonly [field: string]: Check },
  faults: FaultSink,
  adminKeys?: ReadonlySet<unknown>,
): T[] {
  const seen = new Set<unknown>();
  return (json[list] as unknown[]).filter((entry, index) => {
    const { sink, wrong } = recording(faultsAt(`${list}[${index}]`, faults));
    if (!isObject(entry)) {
      sink.add('', `${shown(entry)} is not an object`, APPLY_AGAIN);
      return false;
    }
    checkFields(entry, checks, sink, adminKeys);
    if (seen.has(entry[key])) sink.add(key, `${shown(entry[key])} is there twice`, 'use another');
    seen.add(entry[key]);
    return wrong.size === 0;
  }) as T[];
}

/** Faults go on to a sink, and it is written down which fields have any. */
function recording(faults: FaultSink): { sink: FaultSink; wrong: Set<string> } {
  const wrong = new Set<string>();
  const add: FaultSink['add'] = (field, ...fault) => {
    wrong.add(field);
    faults.add(field, ...fault);
  };
  return { sink: { add }, wrong };
}

function isSweep(value: unknown): boolean {
  return (
    isObjectOf(value, 'everyMinutes', 'offsetMinutes') &&
    isCount(value.everyMinutes) &&
    isCount(value.offsetMinutes) &&
    value.everyMinutes !== 0
  );
}
