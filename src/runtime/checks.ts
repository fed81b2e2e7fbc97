import type { RuntimeModel } from './model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import {
  checkAnnotations,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
} from '../core/kubernetes-syntax';
import { checkSyncWave } from '../core/sync-wave';
import { checkScriptPod } from '../script/script-pod';

/** The Jobs of a CronJob are named by it and eleven characters more. */
const LONGEST_ID = 52;

/** Everything about a runtime that the API server would reject. */
export function checkRuntime(model: RuntimeModel, faults: FaultSink): void {
  checkDnsLabel(model.id, 'name', faults);
  if (model.id.length > LONGEST_ID) {
    faults.add(
      'name',
      `${shown(model.id)} is too long for a CronJob`,
      `write at most ${LONGEST_ID} characters`,
    );
  }
  checkDnsLabel(model.namespace, 'namespace', faults);
  checkScriptPod(model, faults);
  if (model.serviceAccountName !== undefined) {
    checkDnsSubdomain(model.serviceAccountName, 'serviceAccountName', faults);
  }
  checkLabels(model.labels, 'labels', faults);
  checkAnnotations(model.annotations, 'annotations', faults);
  checkSyncWave(model.annotations, 'annotations', faults);
}
