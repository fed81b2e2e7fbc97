import { SizeRoundingBehavior } from 'cdk8s';
import type { Size } from 'cdk8s';

/** The volume that each node keeps its data on. */
export interface RestateClusterStorage {
  /**
   * How much each node's volume holds, at least one byte. It may grow from one version of the app to the next, and
   * never shrink.
   *
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
   */
  readonly size: Size;

  /**
   * The size in the claim template of the StatefulSet, which Kubernetes does not let change: what new claims are made
   * with. They are then made as large as `size`.
   *
   * Without it the template follows `size`, and a Job makes the StatefulSet anew, without its pods, when `size` has
   * grown. With kubectl, Helm and Argo CD the first apply then fails at the StatefulSet alone, and the next one
   * passes. Flux applies nothing at all: set this to the former size whenever `size` grows, and leave it so.
   *
   * @default - `size`
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
   */
  readonly claimTemplateSize?: Size;

  /**
   * The StorageClass of the claims; it can't be changed later.
   *
   * @default - the default class of the Kubernetes cluster
   * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
   */
  readonly storageClassName?: string;

  /**
   * The VolumeAttributesClass of the claims.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
   */
  readonly volumeAttributesClassName?: string;
}

/** The size in bytes: `Size` counts in kibibytes, fractions included. */
export function storageBytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}
