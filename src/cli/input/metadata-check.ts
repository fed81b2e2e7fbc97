import type { CustomKind } from './custom-kinds';
import type { FaultSink } from '../../core/faults';
import {
  checkAnnotations,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
} from '../../core/kubernetes-syntax';

/** What Kubernetes would refuse of an object's metadata beyond its schema. */
export function checkMetadata(metadata: any, kind: CustomKind, faults: FaultSink): void {
  if (metadata.name === undefined) {
    faults.add('metadata.name', 'is missing', 'write the name of the resource');
  } else {
    checkDnsSubdomain(metadata.name, 'metadata.name', faults);
  }
  if (metadata.namespace !== undefined) {
    if (kind.namespaced) {
      checkDnsLabel(metadata.namespace, 'metadata.namespace', faults);
    } else {
      const problem = `${JSON.stringify(metadata.namespace)} is given, and a ${kind.kind} is in no namespace`;
      faults.add('metadata.namespace', problem, 'remove it');
    }
  }
  checkLabels(metadata.labels, 'metadata.labels', faults);
  checkAnnotations(metadata.annotations, 'metadata.annotations', faults);
}
