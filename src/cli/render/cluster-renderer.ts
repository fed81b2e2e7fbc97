import { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { computeProps, networkPeers } from './cluster-fields';
import { RENDER_FLAGS } from './flags';
import type { RenderOptions } from './flags';
import { networkOptions } from './network-flags';
import { OPERATOR_IMAGES } from './operator-images';
import { constructId, inputField } from './renderer';
import type { FieldNames, RenderContext, Renderer } from './renderer';
import type { RestateClusterSpec, RestateClusterSpecSecurity } from '../../../imports/restate.dev';
import { RestateConfig } from '../../cluster/config/config';
import { RestateIdentity } from '../../cluster/identity/identity';
import { RestateSigningKey } from '../../cluster/identity/signing-key';
import type { RestatePlatform } from '../../cluster/platform';
import { RestateCluster } from '../../cluster/restate-cluster';
import type { RestateClusterSecurity } from '../../cluster/security';
import { shown } from '../../core/faults';
import type { Fault, FaultSink } from '../../core/faults';
import { checkOneOf } from '../../core/kubernetes-syntax';
import type { InputResource } from '../input/resources';

const FIELD_NAMES: FieldNames = [
  [/^(name|labels|annotations)\b/, 'metadata.$1'],
  [/^autoProvision\b/, 'spec.cluster.autoProvision'],
  [/^storage\.size\b/, 'spec.storage.storageRequestBytes'],
  [/^(compute\.imagePullSecrets\[\d+\])/, 'spec.$1.name'],
  [/^security\.identity\b/, 'spec.security.awsPodIdentityAssociationRoleArn'],
  [/^/, 'spec.'],
];

/** Texts of the constructs' faults that do not apply to resources, and their replacements. */
const REPLACEMENTS: ReadonlyArray<readonly [text: RegExp, replacement: string]> = [
  [
    /name it in RestateIdentity\.awsPodIdentity or platform\.eksClusterName/,
    'name it by --aws-pod-identity-association-cluster',
  ],
  [/, such as Size\.gibibytes\(2\)/, ', such as 2147483648'],
  [/\b(?<!\.)autoProvision\b/g, 'spec.cluster.autoProvision'],
  [/(?<![.\w])(compute|config|security)\.(?=\w)/g, 'spec.$1.'],
];

/** Creates a RestateCluster from a resource of that kind. */
export const clusterRenderer: Renderer = {
  kind: 'RestateCluster',

  render(scope: Construct, resource: InputResource, { options, faults }: RenderContext): Construct {
    const spec: RestateClusterSpec = resource.spec;
    return new RestateCluster(scope, constructId(resource), {
      name: resource.name,
      labels: resource.labels,
      annotations: resource.annotations,
      clusterName: spec.clusterName,
      autoProvision: spec.cluster?.autoProvision,
      compute: computeProps(spec.compute ?? { image: '' }, faults),
      storage: {
        size: Size.kibibytes(Number(spec.storage?.storageRequestBytes) / 1024),
        storageClassName: spec.storage?.storageClassName,
        volumeAttributesClassName: spec.storage?.volumeAttributesClassName,
      },
      config: spec.config === undefined ? undefined : RestateConfig.fromToml(spec.config),
      security: {
        ...security(spec.security ?? {}, options, faults),
        ...networkOptions(options),
        restrictedPodSecurity: options.restrictedPodSecurity,
      },
      platform: platform(options),
      jobs: {
        enabled: !options.withoutRuntime,
        image: options.runtimeImage,
        imagePullSecrets: options.runtimeImagePullSecret,
      },
    });
  },

  translate({ field, problem, remedy }: Fault): Fault {
    const translated = (text: string) =>
      REPLACEMENTS.reduce((result, [part, replacement]) => result.replace(part, replacement), text);
    return {
      field: inputField(field, FIELD_NAMES),
      problem: translated(problem),
      remedy: translated(remedy),
    };
  },
};

function security(
  spec: RestateClusterSpecSecurity,
  options: RenderOptions,
  faults: FaultSink,
): RestateClusterSecurity {
  const {
    awsPodIdentityAssociationRoleArn: roleArn,
    requestSigningPrivateKey: signingKey,
    networkPeers: peers,
    ...same
  } = spec;
  return {
    ...same,
    networkPeers: peers && networkPeers(peers, faults),
    ...(options.manageNetworkPolicies === 'false' && WITHOUT_NETWORK_POLICIES),
    identity: roleArn === undefined ? undefined : RestateIdentity.awsPodIdentity(roleArn),
    requestSigningPrivateKey: signingKey && requestSigningKey(signingKey, options, faults),
  };
}

/** What the resource says of its policies has no effect then: no fault of the resource, which is the same elsewhere. */
const WITHOUT_NETWORK_POLICIES: RestateClusterSecurity = {
  disableNetworkPolicies: true,
  networkPeers: undefined,
  networkEgressRules: undefined,
};

type SigningKeySpec = NonNullable<RestateClusterSpecSecurity['requestSigningPrivateKey']>;

/** Checks what the factories of RestateSigningKey make impossible in code but a resource may contain. */
function requestSigningKey(
  { version, secret, secretProvider }: SigningKeySpec,
  { manageSecretProviderClasses }: RenderOptions,
  faults: FaultSink,
): RestateSigningKey | undefined {
  const field = 'spec.security.requestSigningPrivateKey';
  checkOneOf(version, ['v1'], `${field}.version`, faults);
  if (secret !== undefined && secretProvider !== undefined) {
    const problem = `secret (${shown(secret)}) and secretProvider (${shown(secretProvider)}) are mutually exclusive`;
    faults.add(field, problem, 'remove one of them');
  }
  if (secretProvider !== undefined && manageSecretProviderClasses === 'false') {
    const problem = `needs a SecretProviderClass, which --${RENDER_FLAGS.manageSecretProviderClasses.name}=false forbids`;
    faults.add(`${field}.secretProvider`, problem, 'use secret instead, or remove the flag');
  }
  if (secret === undefined && secretProvider === undefined) {
    const problem = `missing secret or secretProvider in ${shown({ version })}`;
    faults.add(field, problem, 'add one of them, or remove requestSigningPrivateKey');
    return undefined;
  }
  return secret === undefined
    ? RestateSigningKey.fromSecretProvider(secretProvider!.path, secretProvider)
    : RestateSigningKey.fromSecret(secret.secretName, secret.key);
}

/** The settings that the operator has as flags. */
function platform(options: RenderOptions): RestatePlatform {
  const { operatorNamespace, operatorLabelName, operatorLabelValue } = options;
  return {
    clusterDns: options.clusterDns,
    canaryImage: options.canaryImage ?? OPERATOR_IMAGES.canary,
    eksClusterName: options.eksClusterName,
    gcpWorkloadIdentity: options.gcpWorkloadIdentity,
    operator:
      operatorNamespace === undefined ||
      operatorLabelName === undefined ||
      operatorLabelValue === undefined
        ? undefined
        : {
            namespace: operatorNamespace,
            labelName: operatorLabelName,
            labelValue: operatorLabelValue,
          },
  };
}
