import type { Json } from '../../core/json';

/** The label that the API server gives each namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** A selector of one namespace. */
export function namespaceNamed(name: string): Json {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}

/** A rule for all pods of a namespace. */
export function egressToNamespace(name: string): Json {
  return { to: [{ namespaceSelector: namespaceNamed(name) }] };
}

const ALLOW = 'allow.restate.dev/';

/** The label of pods that a cluster may call, in any namespace. */
export function allowLabel(cluster: string): { [key: string]: string } {
  return { [`${ALLOW}${cluster}`]: 'true' };
}

/** Whether a label lets some cluster's calls through. */
export function isAllowLabel(key: string): boolean {
  return key.startsWith(ALLOW);
}

/** A selector of the pods of a cluster. */
export function podsOfCluster(name: string): Json {
  return {
    matchLabels: { 'app.kubernetes.io/name': 'restate', 'app.kubernetes.io/instance': name },
  };
}
