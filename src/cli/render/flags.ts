import { NETWORK_FLAGS } from './network-flags';
import { OPERATOR_IMAGES } from './operator-images';
import type { RenderFlag } from './render-flag';
import { IMAGES } from '../../core/images';
import type { Options } from '../flags';

const OPERATOR = 'Flags of the operator, with the same meaning';
const OWN = 'Other flags';
const BOOLEANS = ['true', 'false'];

/** The flags of `render`. A new flag is added here and read by a renderer. */
export const RENDER_FLAGS = {
  operatorNamespace: {
    group: OPERATOR,
    name: 'operator-namespace',
    value: 'NAMESPACE',
    help: 'the namespace of the operator, in which tunnels are created (default: that of --namespace)',
    props: ['platform.operator.namespace'],
  },
  operatorLabelName: {
    group: OPERATOR,
    name: 'operator-label-name',
    value: 'NAME',
    help: 'a label of the pods of an operator that keeps running and registers the services: the network policies allow these pods instead of the runtime of cdk8s-restate',
    props: ['platform.operator.labelName'],
  },
  operatorLabelValue: {
    group: OPERATOR,
    name: 'operator-label-value',
    value: 'VALUE',
    help: 'the value of that label',
    props: ['platform.operator.labelValue'],
  },
  eksClusterName: {
    group: OPERATOR,
    name: 'aws-pod-identity-association-cluster',
    value: 'NAME',
    help: 'the EKS cluster, for identities by EKS Pod Identity',
    props: ['platform.eksClusterName'],
  },
  gcpWorkloadIdentity: {
    group: OPERATOR,
    name: 'gcp-workload-identity',
    help: 'create an IAMPolicyMember for each iam.gke.io/gcp-service-account annotation',
    props: ['platform.gcpWorkloadIdentity'],
  },
  clusterDns: {
    group: OPERATOR,
    name: 'cluster-dns',
    value: 'DOMAIN',
    help: 'the DNS domain of the Kubernetes cluster (default: cluster.local)',
    props: ['platform.clusterDns', 'admin.clusterDns', 'clusterDns'],
  },
  canaryImage: {
    group: OPERATOR,
    name: 'canary-image',
    value: 'IMAGE',
    help: `the image of the Jobs that verify cloud credentials (default: ${OPERATOR_IMAGES.canary})`,
    props: ['platform.canaryImage'],
  },
  tunnelClientDefaultImage: {
    group: OPERATOR,
    name: 'tunnel-client-default-image',
    value: 'IMAGE',
    help: `the image of tunnels that do not specify one (default: ${OPERATOR_IMAGES.tunnelClient})`,
  },
  manageNetworkPolicies: {
    group: OPERATOR,
    name: 'manage-network-policies',
    value: 'BOOL',
    default: 'true',
    help: 'false omits the network policies of all clusters, for platforms that manage them by other means',
    supported: BOOLEANS,
    props: ['security.disableNetworkPolicies'],
  },
  manageSecretProviderClasses: {
    group: OPERATOR,
    name: 'manage-secret-provider-classes',
    value: 'BOOL',
    default: 'true',
    help: 'false refuses signing keys by a secretProvider, for Kubernetes clusters without the Secrets Store CSI driver',
    supported: BOOLEANS,
  },
  ...NETWORK_FLAGS,
  namespace: {
    group: OWN,
    name: 'namespace',
    value: 'NAMESPACE',
    help: 'the namespace of resources that do not specify one',
    default: 'default',
  },
  runtimeName: {
    group: OWN,
    name: 'runtime-name',
    value: 'NAME',
    help: 'the name of the runtime that registers and drains versions: each set of resources in a namespace needs a name of its own, which must not change (default: render-restate)',
  },
  withoutRuntime: {
    group: OWN,
    name: 'without-runtime',
    help: 'omit all objects that the operator would not create',
  },
  runtimeImage: {
    group: OWN,
    name: 'runtime-image',
    value: 'IMAGE',
    help: `the image, with Node.js 20 or newer, of runtimes and of the Jobs of clusters (default: ${IMAGES.node.split('@')[0]})`,
    props: ['runtime.image', 'jobs.image'],
  },
  runtimeImagePullSecret: {
    group: OWN,
    name: 'runtime-image-pull-secret',
    value: 'NAME',
    multiple: true,
    help: 'a Secret for pulling that image, in the namespace of each runtime and cluster; may be repeated',
    props: ['runtime.imagePullSecrets', 'jobs.imagePullSecrets'],
  },
  runtimeMode: {
    group: OWN,
    name: 'runtime-mode',
    value: 'MODE',
    help: 'how runtimes run: jobs, a Job for each version and a CronJob, or deployment, one pod that watches (default: jobs)',
    supported: ['jobs', 'deployment'],
  },
  runtimeAccess: {
    group: OWN,
    name: 'runtime-access',
    value: 'HOW',
    help: 'how runtimes, and calls to Knative services, get through the network policies of clusters that are not in the input: granted, if those allow them, or network-policy, to create NetworkPolicies in the namespace of the cluster (default: unknown, with a warning)',
    supported: ['granted', 'network-policy'],
  },
  restrictedPodSecurity: {
    group: OWN,
    name: 'restricted-pod-security',
    help: 'let the pods of clusters, their canaries and tunnels comply with the restricted Pod Security Standard, which the operator does not: existing ones restart',
    props: ['security.restrictedPodSecurity', 'tunnel.restrictedPodSecurity'],
  },
  passThrough: {
    group: OWN,
    name: 'pass-through',
    help: 'write objects of other kinds as they are, before those that are rendered',
  },
  outputDir: {
    group: OWN,
    name: 'output-dir',
    value: 'DIR',
    help: 'write one file for each object to DIR, remove those that the last run wrote there and this one does not, and write the paths to standard error',
  },
} as const satisfies { readonly [option: string]: RenderFlag };

/** The parsed flags of `render`. */
export type RenderOptions = Options<typeof RENDER_FLAGS>;

/** The flag that sets a prop of a construct, and the rest of the prop's path. */
export function flagOfProp(prop: string): string | undefined {
  const flags: readonly RenderFlag[] = Object.values(RENDER_FLAGS);
  for (const { name, props = [] } of flags) {
    const set = props.find(
      (known) =>
        prop === known || (/^[.[]/.test(prop.slice(known.length)) && prop.startsWith(known)),
    );
    if (set !== undefined) return `--${name}${prop.slice(set.length)}`;
  }
  return undefined;
}
