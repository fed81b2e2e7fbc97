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

/** A selector of the pods of a cluster. */
export function podsOfCluster(name: string): Json {
  return {
    matchLabels: { 'app.kubernetes.io/name': 'restate', 'app.kubernetes.io/instance': name },
  };
}
