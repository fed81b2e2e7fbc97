import { checkKnative } from './checks';
import type { KnativeServiceModel } from './service-model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkPort } from '../core/kubernetes-syntax';

/** Everything about a Knative Service that Kubernetes, Knative or Restate would refuse later. */
export function checkKnativeService(model: KnativeServiceModel, faults: FaultSink): void {
  const { templateProps, templateField, port, hasPort } = model;
  if (templateProps.length !== 1) {
    const names = templateProps.join(' and ') || 'none';
    faults.add('image, template, rawTemplate', `${names} given`, 'write exactly one of them');
  }
  if (port !== undefined) {
    checkPort(port, 'port', faults);
    if (!hasPort) {
      const problem = `${shown(port)} has no effect: the containers' own ports count`;
      faults.add('port', problem, `leave it out, and write it in ${templateField}`);
    }
  }
  checkKnative(model, faults);
}
