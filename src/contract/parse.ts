/**
 * Reads a desired state. One entry that can't be read does not hold back the others, but then nothing is
 * removed: what looks left out might be in the entry that could not be read.
 */
import { CONTRACT_VERSION } from './desired-state';
import type { DesiredAdmin, DesiredDeployment, DesiredState, SweepSchedule } from './desired-state';

export interface ParsedDesiredState {
  /** Absent when nothing of it can be relied upon. */
  readonly state?: DesiredState;
  /** `<path>: <what is wrong>; <what to write>`; when there are any, nothing may be removed. */
  readonly faults: readonly string[];
}

type Json = { readonly [key: string]: unknown };

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const MODES = ['ReplicaSet', 'KnativeConfiguration', 'KnativeRevision', 'Endpoint'];

export function parseDesiredState(text: string): ParsedDesiredState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { faults: [`(whole): is not JSON (${(error as Error).message}); apply the app again`] };
  }
  if (!isObject(json)) return { faults: ['(whole): is not an object; apply the app again'] };
  if (json.contract !== CONTRACT_VERSION) {
    return {
      faults: [
        `contract: ${shown(json.contract)} is not ${CONTRACT_VERSION}; run the script of the version that wrote it`,
      ],
    };
  }
  const faults: string[] = [];
  if (!isMatch(json.id, DNS_LABEL)) {
    faults.push(`id: ${shown(json.id)} is not a DNS label; apply the app again`);
  }
  if (!Array.isArray(json.admins)) faults.push('admins: is not a list; apply the app again');
  if (!Array.isArray(json.deployments)) {
    faults.push('deployments: is not a list; apply the app again');
  }
  if (faults.length > 0) return { faults };

  const admins = readEntries<DesiredAdmin>(
    json.admins as unknown[],
    'admins',
    adminFaults,
    'key',
    faults,
  );
  const keys = new Set(admins.map((admin) => admin.key));
  const deployments = readEntries<DesiredDeployment>(
    json.deployments as unknown[],
    'deployments',
    (entry) => deploymentFaults(entry, keys),
    'name',
    faults,
  );
  return {
    state: {
      contract: CONTRACT_VERSION,
      id: json.id as string,
      idIsDefault: json.idIsDefault === true,
      admins,
      deployments,
      knative: json.knative === true,
      sweep: readSweep(json.sweep, faults),
    },
    faults,
  };
}

function readEntries<T>(
  entries: readonly unknown[],
  path: string,
  check: (entry: Json) => string[],
  key: string,
  faults: string[],
): T[] {
  const seen = new Set<unknown>();
  return entries.filter((entry, index) => {
    const found = isObject(entry) ? check(entry) : ['is not an object; apply the app again'];
    if (isObject(entry)) {
      if (seen.has(entry[key])) {
        found.push(`${key}: ${shown(entry[key])} is there twice; use another`);
      }
      seen.add(entry[key]);
    }
    faults.push(...found.map((fault) => `${path}[${index}].${fault}`));
    return found.length === 0;
  }) as T[];
}

function adminFaults(entry: Json): string[] {
  return [
    ...expect(entry, 'key', isMatch(entry.key, DNS_LABEL), 'a DNS label'),
    ...expect(entry, 'url', isHttpUrl(entry.url), 'an http or https URL'),
    ...optional(entry, 'identity', isText, 'a string'),
    ...optional(entry, 'bearerTokenFile', isText, 'a path'),
    ...optional(entry, 'headerFiles', isTextMap, 'a map of strings'),
    ...optional(entry, 'caFile', isText, 'a path'),
  ];
}

function deploymentFaults(entry: Json, admins: ReadonlySet<unknown>): string[] {
  const knative = entry.mode === 'KnativeConfiguration' || entry.mode === 'KnativeRevision';
  return [
    ...expect(entry, 'name', isMatch(entry.name, OBJECT_NAME), 'a resource name'),
    ...expect(entry, 'mode', MODES.includes(entry.mode as string), `one of ${MODES.join(', ')}`),
    ...expect(entry, 'version', isText(entry.version), 'a string'),
    ...expect(entry, 'object', isMatch(entry.object, OBJECT_NAME), 'a resource name'),
    ...expect(entry, 'hash', isText(entry.hash), 'a string'),
    ...expect(entry, 'discoveryHash', isText(entry.discoveryHash), 'a string'),
    ...expect(entry, 'admin', admins.has(entry.admin), 'the key of one of the admins'),
    ...expect(
      entry,
      'uri',
      knative ? entry.uri === undefined : isUri(entry.uri),
      knative ? 'left out: it is the URL of the Route' : 'an http or https URL, or an ARN',
    ),
    ...optional(entry, 'servicePath', isText, 'a path'),
    ...optional(entry, 'useHttp11', isBoolean, 'true or false'),
    ...optional(entry, 'breaking', isBoolean, 'true or false'),
    ...optional(entry, 'additionalHeaders', isTextMap, 'a map of strings'),
    ...optional(entry, 'additionalHeaderFiles', isTextMap, 'a map of strings'),
    ...optional(entry, 'assumeRoleArn', isText, 'an ARN'),
    ...optional(entry, 'replicas', isCount, 'a whole number'),
    ...optional(entry, 'autoscaling', isBounds, '{ min, max } with min <= max'),
    ...optional(entry, 'drainDelaySeconds', isCount, 'a whole number of seconds'),
    ...optional(entry, 'revisionHistoryLimit', isCount, 'a whole number'),
    ...optional(entry, 'deletionPolicy', isDeletionPolicy, 'drain, drain-then-force or force'),
    ...optional(entry, 'paused', isBoolean, 'true or false'),
  ];
}

function readSweep(value: unknown, faults: string[]): SweepSchedule | undefined {
  if (value === undefined) return undefined;
  if (
    isObject(value) &&
    isCount(value.everyMinutes) &&
    isCount(value.offsetMinutes) &&
    value.everyMinutes !== 0
  ) {
    return { everyMinutes: Number(value.everyMinutes), offsetMinutes: Number(value.offsetMinutes) };
  }
  faults.push('sweep: is not { everyMinutes, offsetMinutes }; apply the app again');
  return undefined;
}

function expect(entry: Json, field: string, fits: boolean, what: string): string[] {
  return fits ? [] : [`${field}: ${shown(entry[field])} is not right; write ${what}`];
}

function optional(
  entry: Json,
  field: string,
  fits: (value: unknown) => boolean,
  what: string,
): string[] {
  return entry[field] === undefined ? [] : expect(entry, field, fits(entry[field]), what);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isTextMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
}

function isBounds(value: unknown): boolean {
  return (
    isObject(value) &&
    isCount(value.min) &&
    isCount(value.max) &&
    Number(value.min) <= Number(value.max)
  );
}

function isDeletionPolicy(value: unknown): boolean {
  if (!isObject(value)) return false;
  return value.type === 'drain-then-force'
    ? isCount(value.afterSeconds)
    : value.type === 'drain' || value.type === 'force';
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:\/\//i.test(value);
}

function isUri(value: unknown): boolean {
  return isHttpUrl(value) || isMatch(value, /^arn:[^\s]+$/);
}

function shown(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value).slice(0, 120);
}
