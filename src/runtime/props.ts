import type { k8s } from 'cdk8s-plus-28';
import type { RestateRuntimeMode } from './mode';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateDnsEgress } from '../cluster/network/dns-egress';
import type { RestateRuntimeMonitoring } from '../monitoring/props';
import type { RestateRuntimePodProps } from '../script/pod-props';

/** The runtime of one app in one namespace. */
export interface RestateRuntimeProps extends RestateRuntimePodProps {
  /**
   * The runtime's id, which its objects are named after. It must be unique in the namespace and must not change during
   * the life of the app: a runtime removes the versions of its id that its app no longer contains.
   *
   * A DNS label of at most 52 characters. The id of a runtime that a deployment created is the part before `-desired`
   * in the name of its ConfigMap: use it to keep that runtime.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the deployments that it manages.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /**
   * How it runs.
   *
   * After a change, the runtime deletes the CronJob or the Deployment of its name that the former mode used. Until
   * then both run, which is safe.
   *
   * @default RestateRuntimeMode.jobs()
   */
  readonly mode?: RestateRuntimeMode;

  /**
   * An existing ServiceAccount of the namespace, which must be granted the rules of `policyRules`. No ServiceAccount,
   * Role and RoleBinding are created then.
   *
   * @default - a ServiceAccount, Role and RoleBinding are created
   */
  readonly serviceAccountName?: string;

  /**
   * Whether the runtime manages Knative objects. Keep it true after the last Knative deployment was removed from the
   * app, until its versions have drained.
   *
   * @default - whether the app has a Knative deployment in the namespace
   */
  readonly knative?: boolean;

  /**
   * Admin APIs that the runtime may access in addition to those of the app's deployments. When a deployment is removed
   * from the app, or registers with another admin API, keep its former admin API here until its versions have drained:
   * without it, the runtime loses its credentials for that API and is blocked by its network policy.
   *
   * @default - the admin APIs of the app's deployments only
   */
  readonly admins?: RestateAdmin[];

  /**
   * A NetworkPolicy of the runtime's own pods, for namespaces that deny everything by default: they may connect to DNS,
   * the API server and their admin APIs, and nobody may connect to them. `{}` for one of defaults only.
   *
   * @default - none: the pods may do what other policies of the namespace allow
   */
  readonly networkPolicy?: RestateRuntimeNetworkPolicy;

  /**
   * How it is watched by Prometheus and Grafana. `{}` for alerts and a dashboard with the defaults.
   *
   * As a Deployment it serves metrics at port 9464, which only the `scrapers` may connect to, if there are any. As Jobs it
   * serves none: its alerts and its dashboard go by what kube-state-metrics tells of the Jobs, and no alert says that an
   * admin API does not answer.
   *
   * @default - it is not
   */
  readonly monitoring?: RestateRuntimeMonitoring;

  /**
   * Labels of all objects of the runtime.
   *
   * @default - the runtime's own labels only
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of all objects of the runtime.
   *
   * @default - annotations that keep Argo CD, Flux and Helm from pruning them, only
   */
  readonly annotations?: { [key: string]: string };
}

/** What the pods of a runtime may connect to, besides their admin APIs. */
export interface RestateRuntimeNetworkPolicy {
  /**
   * The addresses of the API server, in CIDR notation.
   *
   * @default - any address, as the API server is none of the pods and network plugins differ in how they see it
   */
  readonly apiServerCidrs?: string[];

  /**
   * The ports of the API server: that of its Service, 443, and where network plugins see it behind this.
   *
   * @default [443, 6443]
   */
  readonly apiServerPorts?: number[];

  /**
   * The DNS of the Kubernetes cluster, if it has other labels, ports or addresses than usual.
   *
   * @default - that of most Kubernetes clusters
   */
  readonly dnsEgress?: RestateDnsEgress;

  /**
   * Further destinations, such as a proxy in front of an admin API.
   *
   * @default - none
   */
  readonly egressRules?: k8s.NetworkPolicyEgressRule[];
}
