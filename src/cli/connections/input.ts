import { Namespaces } from './namespaces';
import { readPolicy } from './policies';
import type { Policy } from './policies';
import { serviceTargets } from './services';
import type { ServiceTarget } from './services';
import { workloadOf } from './workloads';
import type { Workload } from './workloads';
import type { InputFault } from '../input/input-fault';
import type { InputObject } from '../input/objects';
import { readObjects } from '../input/objects';
import { resourceLabel } from '../input/resources';
import type { InputFile } from '../input/resources';

/** What manifests say of connections, and what is wrong with them. */
export interface ManifestInput {
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
  readonly namespaces: Namespaces;
  readonly servicesOf: (workload: Workload) => readonly ServiceTarget[];
  readonly faults: readonly InputFault[];
  /** KIND.GROUP of custom resources: they may run pods, or be policies of another sort. */
  readonly unknownKinds: readonly string[];
}

/** Besides Kubernetes' own groups: no other kind of theirs runs pods or is a policy. */
const KNOWN_GROUPS = ['serving.knative.dev'];
/** Others of their groups run pods. */
const KNOWN_KINDS = ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'].map(
  (kind) => `${kind}.monitoring.coreos.com`,
);

export function readInput(files: readonly InputFile[], defaultNamespace: string): ManifestInput {
  const { objects, faults } = readObjects(files, defaultNamespace);
  const policies: Policy[] = [];
  for (const object of objects.filter(isPolicy)) {
    const policy = readPolicy(object);
    if ('podSelector' in policy) policies.push(policy);
    else faults.push(...policy.map((fault) => ({ ...located(object), ...fault })));
  }
  const workloads = objects.flatMap((object) => workloadOf(object) ?? []);
  return {
    workloads,
    policies,
    namespaces: new Namespaces(objects),
    servicesOf: (workload) => serviceTargets(objects, workload),
    faults,
    unknownKinds: [
      ...new Set(objects.filter(isUnknown).map(({ kind, group }) => `${kind}.${group}`)),
    ].sort(),
  };
}

function isPolicy({ group, kind }: InputObject): boolean {
  return group === 'networking.k8s.io' && kind === 'NetworkPolicy';
}

function located({ file, kind, name }: InputObject): Pick<InputFault, 'file' | 'resource'> {
  return { file, resource: resourceLabel({ kind, name }) };
}

function isUnknown({ group, kind }: InputObject): boolean {
  if (KNOWN_KINDS.includes(`${kind}.${group}`)) return false;
  // The policies of administrators are of one of Kubernetes' own groups, but no part of Kubernetes.
  const ownGroup = !group.includes('.') || group.endsWith('.k8s.io');
  return (!ownGroup && !KNOWN_GROUPS.includes(group)) || group === 'policy.networking.k8s.io';
}
