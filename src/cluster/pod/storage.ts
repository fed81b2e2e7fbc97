import { SizeRoundingBehavior } from 'cdk8s';
import type { Size } from 'cdk8s';

/** The volume on which each node stores its data. */
export interface RestateClusterStorage {
  /**
   * The size of each node's volume, at least one byte. It may be increased later, but not decreased. Of `ephemeral`
   * storage it is the limit; an `existingClaim` has a size of its own.
   *
   * @default - none: required, but for `ephemeral` storage, which then has no limit, and an `existingClaim`
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
   */
  readonly size?: Size;

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

  /**
   * Whether the data go with each pod, in an emptyDir of its machine: for tests. Such a cluster provisions itself. It
   * can't be changed later, since the volumes of a StatefulSet can't.
   *
   * @default false
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  readonly ephemeral?: boolean;

  /**
   * The name of a PersistentVolumeClaim that exists in the cluster's namespace, for a cluster of one node. The claim is
   * neither expanded nor deleted here. It can't be changed later, since the volumes of a StatefulSet can't.
   *
   * A claim that is called `storage-restate-0` need not be named: the StatefulSet takes it as its own.
   *
   * @default - each node has a claim of its own, which is created
   */
  readonly existingClaim?: string;
}

/** The size in bytes: `Size` counts in kibibytes, fractions included. None is a fault of the checks. */
export function storageBytes(size: Size | undefined): number {
  if (size === undefined) return 0;
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}
