/** A history: what happens to an app, its servers and its runtime, one after the other. */
import type { AppSource, DeploymentSource, Kind, Server } from './app';
import type { Disturbance } from './disturbances';
import type { InvocationKind } from './invocations';

export interface History {
  /** Of what is random while it is played, such as how long requests take. */
  readonly seed: number;
  readonly apps: readonly AppSource[];
  readonly events: readonly HistoryEvent[];
}

interface Common {
  /** Seconds after the event before. */
  readonly after: number;
}

export type HistoryEvent = Common &
  (
    | Apply
    | Call
    | ({ readonly type: 'disturb' } & Disturbance)
    | Outage
    | { readonly type: 'jump'; readonly seconds: number }
    | { readonly type: 'sweep'; readonly app: number }
    | { readonly type: 'kill'; readonly pod: number }
    | DeleteByHand
    | ScaleByHand
    /** Somebody deregisters a version, or another that is registered, if no invocation needs it. */
    | { readonly type: 'deregister'; readonly server: Server; readonly object: string }
    /** Somebody makes a service private. */
    | { readonly type: 'close'; readonly server: Server; readonly service: string }
    /** Another runtime owns it for so long. */
    | { readonly type: 'foreign'; readonly object: string; readonly seconds: number }
    | OperatorDeploys
    /** The operator's resources are deleted, and what they owned stays. */
    | { readonly type: 'hand over' }
    /** Another client registers something that offers this service. */
    | { readonly type: 'stranger'; readonly server: Server; readonly service: string }
    | { readonly type: 'unready'; readonly object: string; readonly seconds: number }
    | { readonly type: 'finalizer'; readonly object: string; readonly seconds: number }
  );

/** Changes the source of an app, and applies its manifests one after the other. */
export interface Apply {
  readonly type: 'apply';
  readonly app: number;
  /** Fields of deployments that change; null: it leaves the app. */
  readonly set: Readonly<Record<string, DeploymentSource | null>>;
  readonly runtime?: Partial<
    Pick<AppSource, 'mode' | 'script' | 'keepsAdmins' | 'isDefaultId' | 'id'>
  >;
  readonly how: 'client' | 'server';
  readonly prune?: boolean;
  /** Milliseconds between two objects. */
  readonly gapMs: number;
  /** How many objects are applied before it is broken off. @default all */
  readonly upTo?: number;
}

export interface Call {
  readonly type: 'call';
  readonly server: Server;
  readonly service: string;
  readonly kind: InvocationKind;
  readonly seconds: number;
}

export interface Outage {
  readonly type: 'outage';
  readonly server: Server;
  readonly how: 'refused' | 'hanging' | 'unauthorized' | 'busy';
  readonly seconds: number;
}

export interface DeleteByHand {
  readonly type: 'delete';
  readonly kind: Extract<Kind, 'replicaSets' | 'services' | 'horizontalPodAutoscalers' | 'jobs'>;
  readonly object: string;
}

/** A version that the operator made, and registered. */
export interface OperatorDeploys {
  readonly type: 'operator';
  readonly deployment: string;
  readonly version: string;
  readonly server: Server;
}

export interface ScaleByHand {
  readonly type: 'scale';
  readonly object: string;
  readonly replicas: number;
}
