import type { Construct } from 'constructs';
import { podIdentityAssociationSpec, securityGroupPolicySpec } from './aws';
import { iamPolicyMember } from './google';
import { SIGNING_KEY_PROVIDER_CLASS } from './signing-key-volume';
import type { CanaryManifest } from '../../contract';
import type { Json } from '../../core/json';
import { Resource } from '../../core/resource';
import { objectMetadata } from '../metadata';
import type { ClusterModel } from '../model';

const CANARY = {
  path: ['spec'],
  remedy: 'set its image by platform.canaryImage, its pods by platform.canaryOverrides',
};

/** Makes the objects that give the pods an identity: associations, security groups, mounted keys, canary Jobs. */
export function identityObjects(
  scope: Construct,
  cluster: ClusterModel,
  canaries: readonly CanaryManifest[],
): void {
  const object = (
    apiVersion: string,
    kind: string,
    name: string,
    spec: Json,
    annotations?: { [key: string]: string },
  ) =>
    new Resource(scope, apiVersion, kind, objectMetadata(cluster, name, { annotations }), { spec });

  const association = podIdentityAssociationSpec(cluster);
  if (association !== undefined) {
    object('eks.services.k8s.aws/v1alpha1', 'PodIdentityAssociation', 'restate', association);
  }
  const securityGroups = securityGroupPolicySpec(cluster);
  if (securityGroups !== undefined) {
    object('vpcresources.k8s.aws/v1beta1', 'SecurityGroupPolicy', 'restate', securityGroups);
  }
  const member = iamPolicyMember(cluster);
  if (member !== undefined) {
    object(
      'iam.cnrm.cloud.google.com/v1beta1',
      'IAMPolicyMember',
      'restate-workload-identity',
      member.spec,
      { 'cnrm.cloud.google.com/project-id': member.project },
    );
  }
  const { secretProvider } = cluster.security.signingKey ?? {};
  if (secretProvider !== undefined) {
    const { provider, parameters } = secretProvider;
    object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', SIGNING_KEY_PROVIDER_CLASS, {
      provider,
      parameters,
    });
  }
  for (const { metadata, spec } of canaries) {
    new Resource(scope, 'batch/v1', 'Job', metadata, { spec }, CANARY);
  }
}
