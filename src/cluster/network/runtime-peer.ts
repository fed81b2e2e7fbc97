import { namespaceNamed } from './selectors';
import { POD_LABELS, RUNTIME_APP, podLabels } from '../../contract';
import type { Json } from '../../core/json';

/**
 * The pods of the runtimes of a namespace, as a peer of a network policy.
 *
 * @param id the runtime; all runtimes of the namespace if it is left out
 */
export function runtimePeer(namespace: string, id?: string): Json {
  const labels = id === undefined ? { [POD_LABELS.name]: RUNTIME_APP } : podLabels(id);
  return {
    namespaceSelector: namespaceNamed(namespace),
    podSelector: { matchLabels: labels },
  };
}
