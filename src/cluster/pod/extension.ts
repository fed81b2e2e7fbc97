import type { Json } from '../../core/json';

/** What a feature of a cluster, such as trusted CA certificates or a sidecar, adds to its pods. */
export interface PodExtension {
  readonly annotations?: { [key: string]: string };
  readonly labels?: { [key: string]: string };
  /** Environment variables of the Restate container. */
  readonly env?: Json[];
  /** Mounts of the Restate container. */
  readonly volumeMounts?: Json[];
  readonly volumes?: Json[];
  readonly initContainers?: Json[];
  /** Containers in addition to the Restate container. */
  readonly containers?: Json[];
}

/** Everything that the extensions add to a field, in their order. */
export function extended<K extends keyof PodExtension>(
  extensions: readonly PodExtension[],
  field: K,
): Json[] {
  return extensions.flatMap((extension) => (extension[field] as Json[] | undefined) ?? []);
}
