import { join } from 'node:path';
import type { Cluster } from './cluster';
import type { KubeClient } from './kube-client';
import { KubeError } from './kube-client';
import { waitUntil } from '../wait';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The custom kinds of other projects that our constructs emit. */
const KINDS = [
  { group: 'serving.knative.dev', version: 'v1', kind: 'Service', plural: 'services' },
  { group: 'serving.knative.dev', version: 'v1', kind: 'Configuration', plural: 'configurations' },
  { group: 'serving.knative.dev', version: 'v1', kind: 'Revision', plural: 'revisions' },
  { group: 'serving.knative.dev', version: 'v1', kind: 'Route', plural: 'routes' },
  {
    group: 'eks.services.k8s.aws',
    version: 'v1alpha1',
    kind: 'PodIdentityAssociation',
    plural: 'podidentityassociations',
  },
  {
    group: 'vpcresources.k8s.aws',
    version: 'v1beta1',
    kind: 'SecurityGroupPolicy',
    plural: 'securitygrouppolicies',
  },
  {
    group: 'secrets-store.csi.x-k8s.io',
    version: 'v1',
    kind: 'SecretProviderClass',
    plural: 'secretproviderclasses',
  },
  {
    group: 'iam.cnrm.cloud.google.com',
    version: 'v1beta1',
    kind: 'IAMPolicyMember',
    plural: 'iampolicymembers',
  },
];

/**
 * Makes definitions for those kinds that take any content, so that an API server without these
 * projects accepts them. A definition that is there already stays as it is.
 */
export async function defineCustomKinds(client: KubeClient): Promise<void> {
  for (const { group, version, kind, plural } of KINDS) {
    const name = `${plural}.${group}`;
    try {
      await client.create(CRDS, {
        metadata: {
          name,
          // Groups of kubernetes projects ask for it; others ignore it.
          annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in for tests' },
        },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind, plural, singular: kind.toLowerCase() },
          versions: [
            {
              name: version,
              served: true,
              storage: true,
              subresources: { status: {} },
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
            },
          ],
        },
      });
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 409)) {
        throw error;
      }
    }
    await waitUntil({ for: `the kind ${name} to be served` }, async () => {
      const { status } = await client.get(`${CRDS}/${name}`);
      return status?.conditions?.some((c: any) => c.type === 'Established' && c.status === 'True');
    });
  }
}

/** The kinds of the prometheus-operator, by its own definitions. */
export async function defineMonitoringKinds(cluster: Cluster): Promise<void> {
  const folder = join(process.env.E2E_PROMETHEUS!, 'crds');
  await cluster.kubectl(['apply', '--server-side', '-f', folder]);
  await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', folder]);
}
