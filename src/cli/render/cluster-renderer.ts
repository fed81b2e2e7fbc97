import { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { computeProps, networkPeers } from './cluster-fields';
import type { RenderOptions } from './options';
import { constructId } from './renderer';
import type { RenderContext, Renderer } from './renderer';
import type { RestateClusterSpec, RestateClusterSpecSecurity } from '../../../imports/restate.dev';
import { RestateConfig } from '../../cluster/config/config';
import { RestateIdentity } from '../../cluster/identity/identity';
import { RestateSigningKey } from '../../cluster/identity/signing-key';
import type { RestatePlatform } from '../../cluster/platform';
import { RestateCluster } from '../../cluster/restate-cluster';
import type { RestateClusterSecurity } from '../../cluster/security';
import { shown } from '../../core/faults';
import type { Fault, FaultSink } from '../../core/faults';
import type { InputResource } from '../input/resources';

/** Props whose fields are called otherwise in the resource, or are flags. The first that fits counts. */
const FIELD_NAMES: ReadonlyArray<readonly [prop: RegExp, field: string]> = [
  [/^(name|labels|annotations)\b/, 'metadata.$1'],
  [/^autoProvision\b/, 'spec.cluster.autoProvision'],
  [/^storage\.size\b/, 'spec.storage.storageRequestBytes'],
  [/^(compute\.imagePullSecrets\[\d+\])/, 'spec.$1.name'],
  [/^security\.identity\b/, 'spec.security.awsPodIdentityAssociationRoleArn'],
  [/^platform\.clusterDns\b/, '--cluster-dns'],
  [/^platform\.canaryImage\b/, '--canary-image'],
  [/^platform\.eksClusterName\b/, '--aws-pod-identity-association-cluster'],
  [/^platform\.gcpWorkloadIdentity\b/, '--gcp-workload-identity'],
  [/^platform\.operator\.namespace\b/, '--operator-namespace'],
  [/^platform\.operator\.labelName\b/, '--operator-label-name'],
  [/^platform\.operator\.labelValue\b/, '--operator-label-value'],
  [/^/, 'spec.'],
];

/** Words of the constructs that mean nothing to somebody who writes the resource. */
const WORDS: ReadonlyArray<readonly [words: RegExp, instead: string]> = [
  [
    /name it in RestateIdentity\.awsPodIdentity or platform\.eksClusterName/,
    'name it by --aws-pod-identity-association-cluster',
  ],
  [/, such as Size\.gibibytes\(2\)/, ', such as 2147483648'],
  [/\b(?<!\.)autoProvision\b/g, 'spec.cluster.autoProvision'],
  [/(?<![.\w])(compute|config|security)\.(?=\w)/g, 'spec.$1.'],
];

/** Makes a RestateCluster of a resource of that kind. */
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
      security: security(spec.security ?? {}, faults),
      platform: platform(options),
      jobs: { enabled: !options.withoutRuntime },
    });
  },

  translate({ field, problem, remedy }: Fault): Fault {
    const [prop, name] = FIELD_NAMES.find(([pattern]) => pattern.test(field))!;
    const inWords = (text: string) =>
      WORDS.reduce((result, [words, instead]) => result.replace(words, instead), text);
    return { field: field.replace(prop, name), problem: inWords(problem), remedy: inWords(remedy) };
  },
};

function security(spec: RestateClusterSpecSecurity, faults: FaultSink): RestateClusterSecurity {
  const {
    awsPodIdentityAssociationRoleArn: roleArn,
    requestSigningPrivateKey: signingKey,
    ...same
  } = spec;
  return {
    ...same,
    networkPeers: spec.networkPeers && networkPeers(spec.networkPeers, faults),
    identity: roleArn === undefined ? undefined : RestateIdentity.awsPodIdentity(roleArn),
    requestSigningPrivateKey: signingKey && requestSigningKey(signingKey, faults),
  };
}

type SigningKeySpec = NonNullable<RestateClusterSpecSecurity['requestSigningPrivateKey']>;

/** The factories of a key leave no room for what the resource may say wrongly. */
function requestSigningKey(
  { version, secret, secretProvider }: SigningKeySpec,
  faults: FaultSink,
): RestateSigningKey | undefined {
  const field = 'spec.security.requestSigningPrivateKey';
  if (version !== undefined && version !== 'v1') {
    faults.add(`${field}.version`, `${shown(version)} is not known to Restate`, 'write "v1"');
  }
  if (secret !== undefined && secretProvider !== undefined) {
    const problem = `secret (${shown(secret)}) and secretProvider (${shown(secretProvider)}) are both given`;
    faults.add(field, problem, 'keep one of the two');
  }
  if (secret === undefined && secretProvider === undefined) {
    const given = shown({ version });
    faults.add(field, `${given} names no key`, 'add secret or secretProvider, or remove it');
    return undefined;
  }
  return secret === undefined
    ? RestateSigningKey.fromSecretProvider(secretProvider!.path, secretProvider)
    : RestateSigningKey.fromSecret(secret.secretName, secret.key);
}

/** What the operator is told by flags. */
function platform(options: RenderOptions): RestatePlatform {
  const { operatorNamespace, operatorLabelName, operatorLabelValue } = options;
  return {
    clusterDns: options.clusterDns,
    canaryImage: options.canaryImage,
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
