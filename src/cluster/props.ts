import type { RestateConfig } from './config/config';
import type { RestateClusterJobs } from './jobs/props';
import type { RestateClusterService } from './network/service-props';
import type { RestatePlatform } from './platform';
import type { RestateClusterCompute } from './pod/props';
import type { RestateClusterStorage } from './pod/storage';
import type { RestateClusterSecurity } from './security';
import type { RestateClusterMonitoring } from '../monitoring/props';
import type { RestateServiceMesh } from '../service-mesh/service-mesh';

/**
 * Properties of a Restate cluster.
 *
 * @see https://github.com/restatedev/restate-operator#restatecluster
 */
export interface RestateClusterProps {
  /**
   * The name of the cluster and of its namespace, which is created unless `createNamespace` is false.
   *
   * A DNS label: at most 63 lower-case letters, digits and `-`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Whether the Namespace is created. Without it, the namespace has to exist, and nothing else should be in it: the
   * network policies are for all its pods.
   *
   * @default true
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
   */
  readonly createNamespace?: boolean;

  /**
   * Labels of all objects of the cluster. They can't override `app.kubernetes.io/name` and
   * `app.kubernetes.io/instance`.
   *
   * @default - the cluster's own labels only
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of all objects of the cluster and of its pods.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
   */
  readonly annotations?: { [key: string]: string };

  /**
   * The name of the cluster for its nodes (RESTATE_CLUSTER_NAME). It must never change: nodes refuse to join a cluster
   * of another name.
   *
   * @default - `name`
   */
  readonly clusterName?: string;

  /**
   * Whether a Job provisions the cluster once its first node runs. The configuration must then contain
   * `auto-provision = false`. For several nodes with Raft metadata, which can't provision themselves.
   *
   * @default false
   * @see https://docs.restate.dev/server/clusters
   */
  readonly autoProvision?: boolean;

  /** The pods. */
  readonly compute: RestateClusterCompute;

  /** The volume on which each node stores its data. */
  readonly storage: RestateClusterStorage;

  /**
   * The Service by which clients reach the nodes.
   *
   * @default - one of type ClusterIP
   */
  readonly service?: RestateClusterService;

  /**
   * The configuration file of the server.
   *
   * @default - an empty file: a single node with the server's own defaults
   * @see https://docs.restate.dev/references/server-config
   */
  readonly config?: RestateConfig;

  /**
   * Who may connect to the cluster, what it may connect to, and with which identity.
   *
   * @default - only the cluster's own pods may connect to it; it may connect to DNS, public addresses and pods labelled
   * `allow.restate.dev/<name>: "true"`
   */
  readonly security?: RestateClusterSecurity;

  /**
   * The Kubernetes cluster to which the manifests are applied.
   *
   * @default - a plain Kubernetes cluster with the DNS domain cluster.local
   */
  readonly platform?: RestatePlatform;

  /**
   * The Jobs that provision the cluster, expand its volumes, and make sure that its pods get their credentials.
   *
   * @default - they are created if they are needed, with the official image of Node.js
   */
  readonly jobs?: RestateClusterJobs;

  /**
   * The service mesh of the cluster's pods. The network policies allow the proxies in the pods to connect to the mesh's
   * control plane.
   *
   * @default - none
   * @see https://docs.restate.dev/deploy/services/kubernetes
   */
  readonly serviceMesh?: RestateServiceMesh;

  /**
   * How the cluster is watched by Prometheus and Grafana. `{}` for alerts and a dashboard with the defaults.
   *
   * @default - it is not
   * @see https://docs.restate.dev/server/monitoring/metrics
   */
  readonly monitoring?: RestateClusterMonitoring;
}
