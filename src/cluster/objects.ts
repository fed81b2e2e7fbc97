import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { configMapName } from './config/file';
import {
  canaryManifests,
  iamPolicyMemberSpec,
  podIdentityAssociationSpec,
} from './identity/cloud-identity';
import { gcpProject } from './identity/identity';
import { SIGNING_KEY_PROVIDER_CLASS } from './identity/signing-key-volume';
import { clusterJobObjects } from './jobs/objects';
import type { ClusterModel } from './model';
import { networkPolicySpecs } from './network/policies';
import type { ClusterPeers } from './network/policies';
import { nodeServiceSpec, serviceSpec } from './network/services';
import { statefulSetSpec } from './pod/stateful-set';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';

type Json = { [field: string]: any };

/** The objects that a cluster hands out. */
export interface ClusterObjects {
  readonly namespace: ApiObject;
  readonly service: ApiObject;
  readonly serviceAccount: ApiObject;
  readonly statefulSet: ApiObject;
}

/** Makes all objects of a cluster below a construct. */
export function clusterObjects(
  scope: Construct,
  cluster: ClusterModel,
  template: Json,
  peers: () => ClusterPeers,
): ClusterObjects {
  const { labels, annotations, security } = cluster;
  const metadata = (name: string, more: { [key: string]: string } = {}): ResourceMetadata => ({
    name,
    namespace: cluster.name,
    labels,
    annotations: { ...annotations, ...more },
  });

  const namespace = new Resource(
    scope,
    'v1',
    'Namespace',
    { name: cluster.name, labels, annotations },
    {},
  );
  if (!security.disableNetworkPolicies) {
    for (const [name, spec] of Object.entries(networkPolicySpecs(cluster, peers))) {
      new Resource(scope, 'networking.k8s.io/v1', 'NetworkPolicy', metadata(name), {
        spec: Lazy.any({ produce: spec }),
      });
    }
  }
  const serviceAccount = new Resource(
    scope,
    'v1',
    'ServiceAccount',
    metadata('restate', security.serviceAccountAnnotations),
    {},
  );
  identityObjects(scope, cluster, metadata);
  new Resource(scope, 'v1', 'ConfigMap', metadata(configMapName(cluster.config.text)), {
    data: { 'config.toml': cluster.config.text },
  });
  const service = new Resource(
    scope,
    'v1',
    'Service',
    metadata('restate', security.serviceAnnotations),
    { spec: serviceSpec(cluster) },
  );
  new Resource(scope, 'v1', 'Service', metadata('restate-cluster'), {
    spec: nodeServiceSpec(cluster),
  });
  new Resource(scope, 'policy/v1', 'PodDisruptionBudget', metadata('restate'), {
    // One node at a time: more would cost a cluster of three its quorum.
    spec: { maxUnavailable: 1, selector: { matchLabels: cluster.selector } },
  });
  const statefulSet = new Resource(scope, 'apps/v1', 'StatefulSet', metadata('restate'), {
    spec: statefulSetSpec(cluster, template),
  });
  clusterJobObjects(scope, cluster);
  return { namespace, service, serviceAccount, statefulSet };
}

/** What ties the cluster's pods to a cloud: associations, security groups, mounted keys and the checks of them. */
function identityObjects(
  scope: Construct,
  cluster: ClusterModel,
  metadata: (name: string, more?: { [key: string]: string }) => ResourceMetadata,
): void {
  const { awsPodSecurityGroups, gcpServiceAccount, signingKey } = cluster.security;
  const association = podIdentityAssociationSpec(cluster);
  if (association !== undefined) {
    new Resource(
      scope,
      'eks.services.k8s.aws/v1alpha1',
      'PodIdentityAssociation',
      metadata('restate'),
      { spec: association },
    );
  }
  if (awsPodSecurityGroups.length > 0) {
    new Resource(
      scope,
      'vpcresources.k8s.aws/v1beta1',
      'SecurityGroupPolicy',
      metadata('restate'),
      {
        spec: {
          podSelector: { matchLabels: cluster.selector },
          securityGroups: { groupIds: awsPodSecurityGroups },
        },
      },
    );
  }
  const member = iamPolicyMemberSpec(cluster);
  if (member !== undefined && gcpServiceAccount !== undefined) {
    const project = gcpProject(gcpServiceAccount) ?? '';
    new Resource(
      scope,
      'iam.cnrm.cloud.google.com/v1beta1',
      'IAMPolicyMember',
      metadata('restate-workload-identity', { 'cnrm.cloud.google.com/project-id': project }),
      { spec: member },
    );
  }
  if (signingKey?.secretProvider !== undefined) {
    const { provider, parameters } = signingKey.secretProvider;
    new Resource(
      scope,
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      metadata(SIGNING_KEY_PROVIDER_CLASS),
      { spec: { provider, parameters } },
    );
  }
  for (const { metadata: canary, spec } of canaryManifests(cluster)) {
    new Resource(scope, 'batch/v1', 'Job', canary, { spec });
  }
}
