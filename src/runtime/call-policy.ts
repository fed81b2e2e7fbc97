import type { IConstruct } from 'constructs';
import type { PolicySubject } from './admin-policy';
import { podsHaveLabel } from './labelled-pods';
import type { CalledPods, Callee, UnknownCallee } from './managed-deployment';
import type { IRestateCluster } from '../cluster/cluster-reference';
import { allowLabel, egressToNamespace, podsOfCluster } from '../cluster/network/selectors';
import type { Faults } from '../core/faults';
import { shown } from '../core/faults';
import { Resource } from '../core/resource';

/** Lets a cluster call what is registered with it, or warns of what its policies have to allow. */
export function openCallPolicy(
  runtime: PolicySubject,
  cluster: IRestateCluster,
  callee: Callee,
  faults: Faults,
): void {
  if ('anyOf' in callee) {
    // Whoever knows the network may say so later.
    faults.checkLate(() => warnOfIngress(cluster, callee, faults));
  } else if (cluster._imported === undefined) {
    cluster._allowService?.(callee.namespace, callee.port);
  } else if (cluster._imported.runtimeAccess?._kind === 'network-policy') {
    makeCallPolicy(runtime, cluster, callee.namespace);
  } else if (!servicesIn(cluster).includes(callee.namespace)) {
    faults.checkLate(() => warnOfCallee(runtime.node.root, cluster, callee, faults));
  }
}

function makeCallPolicy(runtime: PolicySubject, cluster: IRestateCluster, namespace: string): void {
  const name = `allow-egress-to-${namespace}-for-${runtime.namespace}-${runtime.name}`;
  const metadata = { name, namespace: cluster.namespace };
  if (runtime.node.tryFindChild(`NetworkPolicy-${name}`) !== undefined) return;
  new Resource(runtime, 'networking.k8s.io/v1', 'NetworkPolicy', metadata, {
    spec: {
      podSelector: podsOfCluster(cluster.name),
      policyTypes: ['Egress'],
      egress: [egressToNamespace(namespace)],
    },
  });
}

function servicesIn({ _imported }: IRestateCluster): readonly string[] {
  return _imported?.runtimeAccess?._servicesIn ?? [];
}

function warnOfIngress(cluster: IRestateCluster, { anyOf }: UnknownCallee, faults: Faults): void {
  const reached = (namespace: string) =>
    cluster._imported === undefined
      ? (cluster._reaches?.(namespace) ?? true)
      : servicesIn(cluster).includes(namespace);
  if (anyOf.some(reached)) return;
  faults.warn(
    'ingress',
    `calls go by way of Knative's ingress, which the network policies of the cluster ${shown(cluster.name)} do not allow`,
    'write RestateKnativeIngress.kourier(), or another of its factories (render: --knative-ingress)',
  );
}

function warnOfCallee(
  app: IConstruct,
  { name }: IRestateCluster,
  { namespace, service, field = 'endpoint' }: CalledPods,
  faults: Faults,
): void {
  const [label] = Object.keys(allowLabel(name));
  if (service !== undefined && podsHaveLabel(app, namespace, service, label)) return;
  const callee =
    service === undefined
      ? `Knative's ingress in namespace ${shown(namespace)}`
      : `the pods behind the Service ${shown(`${namespace}/${service}`)}`;
  const rule = JSON.stringify(egressToNamespace(namespace));
  faults.warn(
    service === undefined ? 'ingress' : field,
    `the network policies of the cluster ${shown(name)}, which this app does not create, must allow it to call ${callee}`,
    `${service === undefined ? '' : `label the pods ${label}: "true"; or `}add the rule ${rule} to its networkEgressRules, as allowServicesIn(${shown(namespace)}) on its RestateCluster does, and name the namespace in servicesIn of RestateRuntimeAccess.granted; or have this app create a NetworkPolicy, by RestateRuntimeAccess.byNetworkPolicy (render: --runtime-access)`,
  );
}
