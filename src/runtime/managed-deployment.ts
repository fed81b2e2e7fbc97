import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AdminTarget } from '../admin/admin-target';
import type { DesiredCompanion, DesiredDeployment } from '../contract';

/** A key of a Secret or a ConfigMap, mounted as a file. */
export interface MountedKey {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
  /** The name of the file. */
  readonly file: string;
}

/** Pods that a server calls for a version, as far as network policies have to know them. */
export type Callee = CalledPods | UnknownCallee;

/** All pods of a namespace. */
export interface CalledPods {
  readonly namespace: string;
  /** The port of their Service. */
  readonly port: number;
  /** Their Service, if its pods need no rule once they have the label that a cluster's policies allow. */
  readonly service?: string;
  /** The prop that names them. @default endpoint */
  readonly field?: string;
}

/** Nobody said where Knative's ingress is. */
export interface UnknownCallee {
  /** Where it may be. */
  readonly anyOf: readonly string[];
}

/** A deployment or a registration that a runtime manages. */
export interface ManagedDeployment {
  readonly construct: Construct;
  readonly namespace: string;
  readonly admin: AdminTarget;
  /** Its entry of the desired state, but for what the runtime adds. */
  readonly desired: Omit<DesiredDeployment, 'hash' | 'admin' | 'secretHeaders'>;
  /** Headers that the server sends to the deployment, from files in the runtime's pod. */
  readonly secretHeaders?: { readonly [header: string]: MountedKey };
  /** What the server calls, unless these are pods that the label of their cluster is on. */
  readonly callees?: readonly Callee[];
  /** Objects that live as long as its versions; more are added until the manifests are written. */
  readonly companions?: readonly DesiredCompanion[];
  /** The Deployment whose rollout it waits for. */
  readonly rolloutOf?: ApiObject;
  /** Argo CD's sync wave of its objects; 0 unless the user says another. */
  readonly syncWave: number;
  /** Its own objects, which are applied before the registration Job. */
  readonly objects: readonly ApiObject[];
}
