import type { RestateConfig } from './config/config';
import type { RestateClusterJobs } from './jobs/props';
import type { RestatePlatform } from './platform';
import type { RestateClusterCompute } from './pod/props';
import type { RestateClusterStorage } from './pod/storage';
import type { RestateClusterSecurity } from './security';
import type { RestateServiceMesh } from '../service-mesh/service-mesh';

/**
 * What a Restate cluster is made of.
 *
 * @see https://github.com/restatedev/restate-operator#restatecluster
 */
export interface RestateClusterProps {
  /**
   * The name of the cluster, and of the namespace that is made for it.
   *
   * A DNS label: at most 63 lower-case letters, digits and `-`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels for every object of the cluster; `app.kubernetes.io/name` and `app.kubernetes.io/instance` are always
   * the cluster's own.
   *
   * @default - the cluster's own labels only
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations for every object of the cluster and for its pods.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
   */
  readonly annotations?: { [key: string]: string };

  /**
   * What the nodes call their cluster (RESTATE_CLUSTER_NAME). Nodes refuse to join under another name, so it must
   * never change in the life of a cluster.
   *
   * @default - `name`
   */
  readonly clusterName?: string;

  /**
   * Whether a Job provisions the cluster once its first node runs. The configuration must then hold
   * `auto-provision = false`. Meant for several nodes with Raft metadata, which can't provision themselves.
   *
   * @default false
   * @see https://docs.restate.dev/server/clusters
   */
  readonly autoProvision?: boolean;

  /** The pods. */
  readonly compute: RestateClusterCompute;

  /** The volume that each node keeps its data on. */
  readonly storage: RestateClusterStorage;

  /**
   * The configuration file of the server.
   *
   * @default - an empty file: one node with the server's own defaults
   * @see https://docs.restate.dev/references/server-config
   */
  readonly config?: RestateConfig;

  /**
   * Who may reach the cluster, whom it may reach, and with which identity.
   *
   * @default - only the cluster's own pods reach it; it reaches DNS, public addresses and pods that are labelled
   * `allow.restate.dev/<name>: "true"`
   */
  readonly security?: RestateClusterSecurity;

  /**
   * What is known of the Kubernetes cluster that the manifests are applied to.
   *
   * @default - a plain Kubernetes cluster with the DNS domain cluster.local
   */
  readonly platform?: RestatePlatform;

  /**
   * The Jobs that provision the cluster, make its volumes larger, and see to the credentials of its pods.
   *
   * @default - they are made where they are needed, with the stock image of Node.js
   */
  readonly jobs?: RestateClusterJobs;

  /**
   * The service mesh that the cluster's pods take part in. The proxies in the pods are let through to the mesh's
   * control plane.
   *
   * @default - none
   * @see https://docs.restate.dev/deploy/services/kubernetes
   */
  readonly serviceMesh?: RestateServiceMesh;
}
