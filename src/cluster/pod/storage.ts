import { SizeRoundingBehavior } from 'cdk8s';
import type { Size } from 'cdk8s';

/** The volume on which each node stores its data. */
export interface RestateClusterStorage {
  /**
   * The size of each node's volume, at least one byte. It may be increased later, but not decreased.
   *
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
   */
  readonly size: Size;

  /**
   * The size in the claim template of the StatefulSet, which is immutable. New claims are created with it, and then
   * expanded to `size`.
   *
   * By default the template has `size`: after an increase, a Job re-creates the StatefulSet without deleting its pods.
   * With kubectl, Helm and Argo CD the first apply then fails for the StatefulSet only, and the next one succeeds. Flux
   * would apply nothing at all: with Flux, set this to the former size when `size` is increased, and keep it.
   *
   * @default - `size`
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
   */
  readonly claimTemplateSize?: Size;

  /**
   * The StorageClass of the claims. It is immutable.
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

/** The size in bytes: `Size` counts in kibibytes, fractions included. None is a fault of the checks. */
export function storageBytes(size: Size | undefined): number {
  if (size === undefined) return 0;
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}
