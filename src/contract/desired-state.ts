/**
 * The desired state: what one app wants of one namespace, without pod templates.
 *
 * There is one list for each runtime, so that "removed from the app" differs from "not found": only what a readable
 * desired state of the same id leaves out is ever removed.
 */
import type { DesiredDeployment } from './deployment';
import type { DesiredKafkaCluster, DesiredSubscription } from './kafka';

/** Raised when an older runtime would misread a newer desired state; such a runtime does nothing. */
export const CONTRACT_VERSION = 1;

export interface DesiredState {
  /** {@link CONTRACT_VERSION} of the program that wrote it. */
  readonly contract: number;
  /** Id of the runtime: a DNS label, unique in its namespace, the same for the life of the app. */
  readonly id: string;
  /**
   * Whether the id is the default, made from the chart's. Another app in the namespace may then have the same id by
   * chance, and applying one would look like the removal of everything of the other. So while the list of
   * deployments is not empty and has none of those in the status, nothing is removed.
   *
   * @default false
   */
  readonly idIsDefault?: boolean;
  readonly admins: readonly DesiredAdmin[];
  readonly deployments: readonly DesiredDeployment[];
  /** @default none */
  readonly kafkaClusters?: readonly DesiredKafkaCluster[];
  /** @default none */
  readonly subscriptions?: readonly DesiredSubscription[];
  /**
   * Whether the runtime looks at Knative objects (and its Role lets it). Stays true until the last
   * Knative version is gone.
   *
   * @default false
   */
  readonly knative?: boolean;
  /** When the CronJob starts a sweep; absent when the runtime is a Deployment. */
  readonly sweep?: SweepSchedule;
}

/** Ticks at each minute of the hour where `minute % everyMinutes === offsetMinutes`. */
export interface SweepSchedule {
  readonly everyMinutes: number;
  readonly offsetMinutes: number;
}

/** An admin API. What is needed to authenticate to it is in the spec of the runtime's pods: see access.ts. */
export interface DesiredAdmin {
  /** Name of this admin API inside the app; a DNS label. Versioned objects refer to it. */
  readonly key: string;
  /** Base URL, http or https; a path in it is kept as a prefix. */
  readonly url: string;
}
