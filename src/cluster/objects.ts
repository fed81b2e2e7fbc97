import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { configMapName } from './config/config-map';
import { canaryManifests } from './identity/canary-jobs';
import { identityObjects } from './identity/objects';
import { clusterJobObjects } from './jobs/objects';
import { objectMetadata } from './metadata';
import type { ClusterModel } from './model';
import { clusterMonitoringObjects } from './monitoring/objects';
import type { ClusterNetwork } from './network/network';
import { networkPolicySpecs } from './network/policies';
import { nodeServiceSpec, serviceSpec } from './network/services';
import { statefulSetSpec } from './pod/stateful-set';
import type { Json } from '../core/json';
import { Resource } from '../core/resource';

/** The objects of a cluster that users can refer to. */
export interface ClusterObjects {
  /** Undefined where it exists already. */
  readonly namespace?: ApiObject;
  readonly service: ApiObject;
  /** Undefined where it exists already. */
  readonly serviceAccount?: ApiObject;
  readonly statefulSet: ApiObject;
}

/** Makes all objects of a cluster. The network opens for the Jobs of the cluster. */
export function clusterObjects(
  scope: Construct,
  cluster: ClusterModel,
  network: ClusterNetwork,
  template: Json,
): ClusterObjects {
  const { labels, annotations, security } = cluster;
  const object = (
    apiVersion: string,
    kind: string,
    name: string,
    content: Json,
    own?: { [key: string]: string },
  ) =>
    new Resource(
      scope,
      apiVersion,
      kind,
      objectMetadata(cluster, name, { annotations: own }),
      content,
    );

  const namespace = cluster.createNamespace
    ? new Resource(scope, 'v1', 'Namespace', { name: cluster.name, labels, annotations }, {})
    : undefined;
  if (!security.disableNetworkPolicies) {
    const specs = networkPolicySpecs(cluster, () => network.peers());
    for (const [name, spec] of Object.entries(specs)) {
      object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: Lazy.any({ produce: spec }) });
    }
  }
  const serviceAccount = security.serviceAccount.created
    ? object('v1', 'ServiceAccount', 'restate', {}, security.serviceAccountAnnotations)
    : undefined;
  // Of the Jobs below, one applies these canaries again, and another waits for them.
  const canaries = canaryManifests(cluster);
  identityObjects(scope, cluster, canaries);
  new Resource(
    scope,
    'v1',
    'ConfigMap',
    objectMetadata(cluster, configMapName(cluster.config.text)),
    { data: { 'config.toml': cluster.config.text } },
    { path: ['data'], remedy: 'write it in config of the RestateCluster' },
  );
  const service = object(
    'v1',
    'Service',
    'restate',
    { spec: serviceSpec(cluster) },
    security.serviceAnnotations,
  );
  object('v1', 'Service', 'restate-cluster', { spec: nodeServiceSpec(cluster) });
  if (cluster.compute.podDisruptionBudget !== false) {
    object('policy/v1', 'PodDisruptionBudget', 'restate', {
      // One node at a time: more would cost a cluster of three its quorum.
      spec: { maxUnavailable: 1, selector: { matchLabels: cluster.selector } },
    });
  }
  const statefulSet = object('apps/v1', 'StatefulSet', 'restate', {
    spec: statefulSetSpec(cluster, template),
  });
  clusterJobObjects(scope, cluster, network, canaries);
  clusterMonitoringObjects(scope, cluster);
  return { namespace, service, serviceAccount, statefulSet };
}
