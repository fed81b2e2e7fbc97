import type { Construct, IConstruct } from 'constructs';
import { scalingBounds } from './autoscaler';
import type { DeploymentModel } from './model';
import { matchLabels } from './replica-set';
import { serviceUri } from './service';
import { canonicalJson } from '../core/canonical-json';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { sidecarOf } from '../envoy/envoy-sidecar';

/** The first deployment of each selector, in each app. */
const bySelector = new WeakMap<IConstruct, Map<string, Twin>>();

interface Twin {
  readonly path: string;
  readonly autoscaled: boolean;
}

/**
 * Tells of a second deployment that selects the same pods: template and selector are the same, and so is the hash in both.
 * Each Service leads to the pods of both, which run the same; but autoscalers that share pods do not scale.
 */
export function checkTwin(scope: Construct, model: DeploymentModel, faults: Faults): void {
  const known = bySelector.get(scope.node.root) ?? new Map<string, Twin>();
  bySelector.set(scope.node.root, known);
  const selector = { ...model.selector, matchLabels: matchLabels(model) };
  const key = `${model.namespace} ${canonicalJson(selector)}`;
  const other = known.get(key);
  if (other === undefined) {
    known.set(key, { path: scope.node.path, autoscaled: scalingBounds(model) !== undefined });
    return;
  }
  const problem = `selects the pods of ${shown(other.path)} as well, since the template is the same`;
  const remedy = 'add a label with another value to both templates';
  if (other.autoscaled && scalingBounds(model) !== undefined) {
    const effect = `${problem}, and autoscalers that share pods do not scale`;
    faults.discourage('selector', effect, remedy);
  } else {
    faults.warn('selector', problem, remedy);
  }
}

/** Warns of a Service with an address of its own, behind which a proxy sees one pod, whatever their number. */
export function warnOfProxy(model: DeploymentModel, faults: Faults): void {
  const { admin, headlessService, replicas } = model;
  const sidecar = sidecarOf(admin.cluster);
  if (sidecar === undefined || headlessService) return;
  if (replicas < 2 && scalingBounds(model) === undefined) return;
  const { hostname } = new URL(serviceUri(model));
  const direct = sidecar.noProxy.split(',');
  if (direct.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return;
  faults.warn(
    'headlessService',
    `is not set, and the Envoy sidecar of cluster ${shown(admin.cluster?.name)} balances over the pods of headless Services only`,
    'set it to true',
  );
}
