import type { KubernetesObject } from '../kubernetes/types';

/** A PersistentVolumeClaim. */
export interface Claim extends KubernetesObject {
  readonly spec: {
    /** Absent as long as no volume is bound to it. */
    readonly volumeName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status?: { readonly phase?: string };
}
