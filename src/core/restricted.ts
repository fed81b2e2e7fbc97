import type { Json } from './json';

/** The user and groups of pods whose images leave them to the manifest: those of the operator's pods. */
export const POD_USER = {
  fsGroup: 2000,
  // Otherwise each start of a pod would change the ownership of every file.
  fsGroupChangePolicy: 'OnRootMismatch',
  runAsGroup: 3000,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/**
 * What the restricted Pod Security Standard asks of a pod in addition.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function restrictedPod(restricted: boolean): Json {
  return restricted ? { runAsNonRoot: true } : {};
}

/** The same of each of its containers. */
export function restrictedContainer(restricted: boolean): Json {
  return restricted ? { capabilities: { drop: ['ALL'] } } : {};
}

/** Of a container that writes to volumes only. */
export function readOnlyContainer(restricted: boolean): Json {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    ...restrictedContainer(restricted),
  };
}
