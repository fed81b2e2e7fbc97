/** What a plan asks for. Each may be done twice, and each may be the last that is done. */
import { always } from './rule';
import type { DesiredCompanion, DesiredDeployment } from '../../contract';
import type { KafkaChange } from '../kafka/change';
import type { AdminRef, ObservedVersion } from '../observe/observation';

export type Action =
  | Annotate
  | RemoveMarks
  | OwnCompanions
  | Scale
  | RecordEndpoint
  | Inspect
  | Register
  | SetPublic
  | RemoveAutoscaler
  | Deregister
  | Delete
  | ChangeKafka;

/** Changes the annotations of the main object (or the record); null removes one. */
export interface Annotate {
  readonly type: 'annotate';
  readonly annotations: Readonly<Record<string, string | null>>;
}

/** Removes what `kubectl apply --prune` and `--applyset` go by, from all objects of the version. */
export interface RemoveMarks {
  readonly type: 'remove-marks';
}

/** Makes the version an owner of its companions, beside others, and removes from them what kubectl prunes by. */
export interface OwnCompanions {
  readonly type: 'own-companions';
  readonly companions: readonly DesiredCompanion[];
}

export interface Scale {
  readonly type: 'scale';
  readonly replicas: number;
}

/** Writes down an endpoint before it is registered, so that it is not forgotten by a crash. */
export interface RecordEndpoint {
  readonly type: 'record-endpoint';
  readonly desired: DesiredDeployment;
}

/** Asks the server which services a deployment has that somebody else registered. */
export interface Inspect {
  readonly type: 'inspect';
  readonly deploymentId: string;
  readonly discovered: string;
}

export interface Register {
  readonly type: 'register';
  readonly desired: DesiredDeployment;
  readonly uri: string;
  /** The server knows the URI: it has to discover it again and make it the latest. */
  readonly force: boolean;
}

export interface SetPublic {
  readonly type: 'set-public';
  readonly services: readonly string[];
  readonly isPublic: boolean;
}

export interface RemoveAutoscaler {
  readonly type: 'remove-autoscaler';
}

export interface Deregister {
  readonly type: 'deregister';
  readonly deploymentId: string;
  /** Whether invocations that still need it are to be lost: only a deletion policy can ask for that. */
  readonly evenIfActive: boolean;
  /** Nothing can be called on it any more. */
  readonly evenIfLatest?: boolean;
}

/** Deletes all objects of the version, the main one last. */
export interface Delete {
  readonly type: 'delete';
  /** Leaves the Configuration: it is the history of a Knative version. */
  readonly keepConfiguration?: boolean;
}

/** Makes, changes or removes a Kafka cluster or a subscription. */
export interface ChangeKafka {
  readonly type: 'change-kafka';
  readonly change: KafkaChange;
  /** What somebody else has done before. */
  readonly drift?: string;
}

/** The actions for one version, in their order: when one fails, those after it are not done. */
export interface Step {
  readonly admin: AdminRef;
  readonly deployment: string;
  readonly object: string;
  /** Undefined for an endpoint that has no record yet. */
  readonly version?: ObservedVersion;
  readonly actions: readonly Action[];
}

const never = () => false;

/** Whether it takes something away. An action that is not decided upon here does not compile. */
const DESTRUCTIVE: {
  readonly [Type in Action['type']]: (action: Extract<Action, { readonly type: Type }>) => boolean;
} = {
  annotate: never,
  'remove-marks': never,
  'own-companions': never,
  scale: ({ replicas }) => replicas === 0,
  'record-endpoint': never,
  inspect: never,
  register: never,
  'set-public': ({ isPublic }) => !isPublic,
  'remove-autoscaler': always,
  deregister: always,
  delete: always,
  'change-kafka': always,
};

export function isDestructive(action: Action): boolean {
  return (DESTRUCTIVE[action.type] as (action: Action) => boolean)(action);
}

/**
 * Such an action is not done unless the desired state is still the one of the plan. What is registered is the latest
 * from then on, whatever has become desired meanwhile.
 */
export function needsCurrentState(action: Action): boolean {
  return action.type === 'register' || isDestructive(action);
}
