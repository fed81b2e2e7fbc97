/**
 * A deployment as the runtime knows it: what each field means, and, in one table, how it is checked, what it is
 * called as an annotation, and whether a registration depends on it.
 */
import {
  isCount,
  isHttpUrl,
  isObjectOf,
  isText,
  optional,
  required,
  ADMIN_KEY,
  OPTIONAL_FLAG,
  OPTIONAL_PATH,
  OPTIONAL_TEXT_MAP,
} from './checks';
import type { Check } from './checks';
import {
  DEFAULT_DELETION_POLICY,
  formatDeletionPolicy,
  isDeletionPolicy,
  parseDeletionPolicy,
} from './deletion-policy';
import type { DeletionPolicy } from './deletion-policy';
import { hasShape } from './shape';
import type { ShapeOf } from './shape';
import { checkDnsSubdomain } from '../core/kubernetes-syntax';

/**
 * How a version exists in the cluster.
 *
 * - ReplicaSet: ReplicaSet + Service (+ HorizontalPodAutoscaler), all named `object`.
 * - KnativeConfiguration: Configuration + Route, both named `object`.
 * - KnativeRevision: a Revision of a Knative Service, and a Route named `object` that keeps it
 *   routable.
 * - Endpoint: nothing of ours: any URL that the server can reach, or a Lambda ARN.
 */
export type DeploymentMode = 'ReplicaSet' | 'KnativeConfiguration' | 'KnativeRevision' | 'Endpoint';

const MODES = ['ReplicaSet', 'KnativeConfiguration', 'KnativeRevision', 'Endpoint'];

export interface DesiredDeployment {
  /** Value of the label restate.dev/owned-by; unique in its desired state. */
  readonly name: string;
  readonly mode: DeploymentMode;
  /** Hash or tag. */
  readonly version: string;
  /** `<name>-<version>`: the name of the versioned objects, and of the record of an endpoint. */
  readonly object: string;
  /** Hash of all that its registration Job depends on; part of the Job's name. */
  readonly hash: string;
  /**
   * Changes when the server has to discover the same URI again: with the pod template of a Knative
   * tag, the headers, useHttp11, the version of an endpoint.
   */
  readonly discoveryHash: string;
  /** Key of a {@link DesiredAdmin}. */
  readonly admin: string;
  /** What the server is told to call; absent for Knative, where it is the Route's URL. */
  readonly uri?: string;
  /** Path after the Route's URL, with its leading slash; Knative only. */
  readonly servicePath?: string;
  /** @default false */
  readonly useHttp11?: boolean;
  /** Whether a breaking change is registered in spite of the server's refusal. @default false */
  readonly breaking?: boolean;
  /** Headers that the server sends with each request to the deployment. No secrets here. */
  readonly additionalHeaders?: Readonly<Record<string, string>>;
  /** Names of further ones, whose values are files in the runtime's pod. */
  readonly secretHeaders?: readonly string[];
  /** Role that the server assumes for a Lambda ARN. */
  readonly assumeRoleArn?: string;
  /** What the server shows of it; sent when it is registered for another reason. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Of a ReplicaSet without autoscaling. @default 1 */
  readonly replicas?: number;
  /** Of a ReplicaSet with a HorizontalPodAutoscaler, whose manifest then has no replicas. */
  readonly autoscaling?: { readonly min: number; readonly max: number };
  /**
   * Whether `autoscaling` is what something else does to the latest version: there is no HorizontalPodAutoscaler of its
   * own, and none looks after it once it is not the latest any more. @default false
   */
  readonly scaledExternally?: boolean;
  /** Seconds between "nothing needs it" and its removal. @default 300 */
  readonly drainDelaySeconds?: number;
  /** What holds back its registration until {@link GATE_ANNOTATION} says otherwise; of a ReplicaSet. */
  readonly gate?: 'hold' | DesiredGateJob;
  /** Objects that live as long as the versions that name them; of a ReplicaSet. */
  readonly companions?: readonly DesiredCompanion[];
  /** Of an endpoint: what has to be rolled out before the server asks it again what it serves. */
  readonly rollout?: DesiredRollout;
  /** How many drained versions stay, at 0 replicas. @default 10 */
  readonly revisionHistoryLimit?: number;
  /** What happens once the deployment has left the desired state. @default drain */
  readonly deletionPolicy?: DeletionPolicy;
  /** Nothing of this deployment is changed while true: no version registered, none removed. @default false */
  readonly paused?: boolean;
}

/** What has to be complete before a version is registered. */
export interface DesiredGateJob {
  /** Name of the Job, which is a companion, too. */
  readonly job: string;
}

/** An object of the namespace that is the user's, and goes with the last version that names it. */
export interface DesiredCompanion {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  /** As people know it. */
  readonly kind: string;
  readonly name: string;
}

/** The rollout of a Deployment of the namespace that is not the runtime's. */
export interface DesiredRollout {
  /** Name of the Deployment. */
  readonly deployment: string;
  /** Value of its annotation {@link REVISION_ANNOTATION}, by which it is known to have been applied. */
  readonly revision: string;
}

export const DEFAULT_DRAIN_DELAY_SECONDS = 300;
export const DEFAULT_REVISION_HISTORY_LIMIT = 10;

/** All that is known of a version: its entry in the desired state, and what only its annotations tell. */
export interface DeploymentRecord extends DesiredDeployment {
  /** URL of its admin API, used (without credentials) when the key has left the desired state. */
  readonly adminUrl: string;
  /** What {@link throughTunnel} begins with, where Restate Cloud reaches the Route; Knative only. */
  readonly tunnelUrl?: string;
}

interface Field<T> {
  /** How a value in the desired state is checked; without it, the field is not in the desired state. */
  readonly check?: Check;
  /** Whether another value is no reason to register again: it matters only later, or to those who look at it. */
  readonly later?: true;
  /** The annotation of the version's main object that tells it when the deployment has left the desired state. */
  readonly annotation?: Annotation<T>;
}

interface Annotation<T> {
  readonly key: string;
  /** Written when the desired state leaves it out. */
  readonly byDefault?: T;
  format(value: T): string;
  /** Undefined for text that is none of `format`. */
  parse(text: string): T | undefined;
}

const TEXT = required('a string', isText);
const COUNT = optional('a whole number of at least 0', isCount);

/** In the order in which they are written. A field of {@link DesiredDeployment} that is not here does not compile. */
export const DEPLOYMENT_FIELDS = {
  name: { check: checkDnsSubdomain },
  mode: { check: required(`one of ${MODES.join(', ')}`, (mode) => MODES.includes(mode as string)) },
  version: { check: TEXT, annotation: text('version') },
  object: { check: checkDnsSubdomain },
  hash: { check: TEXT },
  discoveryHash: { check: TEXT },
  admin: {
    check: ADMIN_KEY,
    annotation: text('admin'),
  },
  adminUrl: { annotation: text('admin-url') },
  uri: { check: checkUri, annotation: text('uri') },
  servicePath: {
    check: OPTIONAL_PATH,
    annotation: text('service-path'),
  },
  tunnelUrl: { annotation: text('tunnel-url') },
  useHttp11: { check: OPTIONAL_FLAG },
  breaking: { check: OPTIONAL_FLAG },
  additionalHeaders: { check: OPTIONAL_TEXT_MAP },
  secretHeaders: { check: optional('a list of strings', isTextList) },
  assumeRoleArn: { check: optional('an ARN', isText) },
  metadata: { check: OPTIONAL_TEXT_MAP, later: true },
  replicas: { check: COUNT, later: true },
  autoscaling: { check: optional('{ min, max } with min <= max', isBounds), later: true },
  gate: { check: optional('hold or { job }', isGate) },
  companions: { check: optional('a list of objects', isCompanions), later: true },
  rollout: { check: optional('{ deployment, revision }', isRollout), later: true },
  scaledExternally: {
    check: OPTIONAL_FLAG,
    later: true,
    annotation: {
      key: 'restate.dev/scaled-externally',
      format: String,
      parse: (value) => value === 'true' || undefined,
    },
  },
  drainDelaySeconds: {
    check: COUNT,
    later: true,
    annotation: {
      key: 'restate.dev/drain-delay-seconds',
      byDefault: DEFAULT_DRAIN_DELAY_SECONDS,
      format: String,
      parse: (seconds) => (/^\d+$/.test(seconds) ? Number(seconds) : undefined),
    },
  },
  revisionHistoryLimit: { check: COUNT, later: true },
  deletionPolicy: {
    check: optional('drain, drain-then-force or force', isDeletionPolicy),
    later: true,
    annotation: {
      key: 'restate.dev/deletion-policy',
      byDefault: DEFAULT_DELETION_POLICY,
      format: formatDeletionPolicy,
      parse: parseDeletionPolicy,
    },
  },
  paused: { check: OPTIONAL_FLAG },
} satisfies {
  readonly [Name in keyof DeploymentRecord]-?: Field<NonNullable<DeploymentRecord[Name]>> &
    (Name extends keyof DesiredDeployment ? { readonly check: Check } : unknown);
};

/** The same for whoever goes through all of them. */
export const DEPLOYMENT_FIELD_LIST: ReadonlyArray<readonly [name: string, field: Field<any>]> =
  Object.entries(DEPLOYMENT_FIELDS);

const COMPANION: ShapeOf<DesiredCompanion> = {
  group: 'string',
  version: 'string',
  resource: 'string',
  kind: 'string',
  name: 'string',
};

function text(name: string): Annotation<string> {
  return { key: `restate.dev/${name}`, format: (value) => value, parse: (value) => value };
}

function checkUri(...[value, field, faults, of]: Parameters<Check>): void {
  const isKnative = String(of.entry.mode).startsWith('Knative');
  const check = isKnative
    ? optional('left out, as the URL of the Route is what counts', () => false)
    : required('an http or https URL, or an ARN', isUri);
  check(value, field, faults, of);
}

function isUri(value: unknown): boolean {
  return isHttpUrl(value) || (typeof value === 'string' && /^arn:[^\s]+$/.test(value));
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isCompanions(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => hasShape(each, COMPANION));
}

function isGate(value: unknown): boolean {
  return value === 'hold' || (isObjectOf(value, 'job') && isText(value.job));
}

function isRollout(value: unknown): boolean {
  return (
    isObjectOf(value, 'deployment', 'revision') &&
    isText(value.deployment) &&
    isText(value.revision)
  );
}

function isBounds(value: unknown): boolean {
  return (
    isObjectOf(value, 'min', 'max') &&
    isCount(value.min) &&
    isCount(value.max) &&
    value.min <= value.max
  );
}
