import type { VersionModel } from './model';
import { checkReservedKeys } from './reserved-keys';
import type { FaultSink } from '../core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsLabel,
  checkLabels,
} from '../core/kubernetes-syntax';
import { checkSyncWave } from '../core/sync-wave';

/** What Kubernetes would refuse in every kind of object of a version; names have rules of their own. */
export function checkVersion(
  model: VersionModel & { readonly revisionHistoryLimit: number },
  faults: FaultSink,
): void {
  checkDnsLabel(model.namespace, 'namespace', faults);
  checkLabels(model.labels, 'labels', faults);
  checkReservedKeys(model.labels, 'labels', faults);
  checkAnnotations(model.annotations, 'annotations', faults);
  checkReservedKeys(model.annotations, 'annotations', faults);
  checkSyncWave(model.annotations, 'annotations', faults);
  checkAtLeast(model.revisionHistoryLimit, 0, 'revisionHistoryLimit', faults);
  checkReservedKeys(model.chartLabels, 'labels of the chart', faults);
}
