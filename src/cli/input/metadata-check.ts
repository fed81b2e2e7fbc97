import type { CustomKind } from './custom-kinds';
import { MISSING_FIELD } from './schema-fault';
import { shown } from '../../core/faults';
import type { FaultSink } from '../../core/faults';
import {
  checkAnnotations,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
} from '../../core/kubernetes-syntax';

/** Checks an object's metadata as the API server does, beyond its schema. */
export function checkMetadata(
  metadata: any,
  kind: CustomKind,
  faults: FaultSink,
  warn: FaultSink['add'],
): void {
  if (metadata.name === undefined) {
    faults.add('metadata.name', MISSING_FIELD, 'write the name of the resource');
  } else {
    checkDnsSubdomain(metadata.name, 'metadata.name', faults);
  }
  if (metadata.namespace !== undefined) {
    if (kind.namespaced) {
      checkDnsLabel(metadata.namespace, 'metadata.namespace', faults);
    } else {
      const problem = `${kind.kind} is cluster-scoped, got namespace ${shown(metadata.namespace)}`;
      // The API server removes it without a word.
      warn('metadata.namespace', problem, 'remove metadata.namespace');
    }
  }
  checkLabels(metadata.labels, 'metadata.labels', faults);
  checkAnnotations(metadata.annotations, 'metadata.annotations', faults);
}
