import { configFile } from './config/file';
import type { ConfigFile } from './config/file';
import { GCP_SERVICE_ACCOUNT_ANNOTATION } from './identity/identity';
import type { SigningKeySource } from './identity/signing-key';
import { clusterMonitoringModel } from './monitoring/model';
import type { ClusterMonitoringModel } from './monitoring/model';
import { networkModel } from './network/model';
import type { ClusterNetworkModel } from './network/model';
import { podsOfCluster } from './network/selectors';
import type { RestateOperatorPeer } from './platform';
import type { RestateClusterCompute } from './pod/props';
import { storageBytes } from './pod/storage';
import type { RestateClusterProps } from './props';
import { wholeSeconds } from '../core/duration';
import { faultsAt } from '../core/faults';
import type { Faults } from '../core/faults';
import { IMAGES } from '../core/images';
import type { Json, StringMap } from '../core/json';
import { manifestValue, rawManifestValue } from '../core/manifest-value';
import { withQuantitiesAsText } from '../core/quantity-text';
import { scriptPodModel } from '../script/script-pod';
import type { ScriptPodModel } from '../script/script-pod';

/** The props of a cluster as plain values with all defaults, from which the objects are made. */
export interface ClusterModel {
  /** The name of the cluster and of its namespace. */
  readonly name: string;
  readonly createNamespace: boolean;
  readonly clusterName: string;
  readonly autoProvision: boolean;
  /** The labels that select the cluster's pods. */
  readonly selector: StringMap;
  /** The labels of every object. */
  readonly labels: StringMap;
  /** The annotations of every object. */
  readonly annotations: StringMap;
  /** `compute`, in manifest form. */
  readonly compute: { [field: string]: any };
  /** Merged over the pod template. */
  readonly overrides: { [field: string]: any };
  readonly storage: {
    readonly bytes: number;
    /** In the claim template of the StatefulSet. */
    readonly templateBytes: number;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly ephemeral: boolean;
    readonly existingClaim?: string;
  };
  /** `service`, in manifest form. */
  readonly service: {
    readonly type?: string;
    readonly extraPorts: readonly Json[];
    /** Merged over the spec. */
    readonly overrides: Json;
  };
  readonly config: ConfigFile;
  readonly security: ClusterSecurityModel;
  readonly clusterDns: string;
  readonly canaryImage: string;
  /** Merged over the pod templates of the canary Jobs. */
  readonly canaryOverrides: { [field: string]: any };
  readonly operator?: RestateOperatorPeer;
  readonly jobs: { readonly enabled: boolean; readonly pod: ScriptPodModel };
  readonly monitoring?: ClusterMonitoringModel;
}

/** `security`, in manifest form. */
export interface ClusterSecurityModel extends ClusterNetworkModel {
  readonly serviceAccount: {
    readonly name: string;
    /** Whether it is created, with the annotations. */
    readonly created: boolean;
    /** Whether annotations were given that are no identity's. */
    readonly annotated: boolean;
  };
  readonly serviceAccountAnnotations: StringMap;
  readonly awsPodIdentity?: { readonly roleArn: string; readonly eksClusterName?: string };
  readonly waitForCredentials: boolean;
  /** Whether the pods comply with the restricted Pod Security Standard. */
  readonly restricted: boolean;
  readonly awsPodSecurityGroups: string[];
  /** The service account of Google Cloud that Config Connector binds to the ServiceAccount. */
  readonly gcpServiceAccount?: string;
  readonly signingKey?: SigningKeySource;
  readonly trustedCaCerts: ReadonlyArray<{ readonly secretName: string; readonly key: string }>;
}

/** Computes the model of a cluster; values that a manifest can't represent are faults. */
export function clusterModel(id: string, props: RestateClusterProps, faults: Faults): ClusterModel {
  const name = props.name ?? id;
  const selector: StringMap = podsOfCluster(name).matchLabels;
  return {
    name,
    createNamespace: props.createNamespace ?? true,
    clusterName: props.clusterName ?? name,
    autoProvision: props.autoProvision ?? false,
    selector,
    labels: { ...rawManifestValue(props.labels ?? {}, faults, 'labels'), ...selector },
    annotations: rawManifestValue(props.annotations ?? {}, faults, 'annotations'),
    compute: computeModel(props.compute ?? {}, faults),
    overrides: rawManifestValue(props.compute?.overrides ?? {}, faults, 'compute.overrides'),
    storage: {
      bytes: storageBytes(props.storage?.size),
      templateBytes: storageBytes(props.storage?.claimTemplateSize ?? props.storage?.size),
      storageClassName: props.storage?.storageClassName,
      volumeAttributesClassName: props.storage?.volumeAttributesClassName,
      ephemeral: props.storage?.ephemeral ?? false,
      existingClaim: props.storage?.existingClaim,
    },
    service: {
      type: props.service?.type,
      extraPorts: manifestValue(props.service?.extraPorts ?? [], faults, 'service.extraPorts'),
      overrides: rawManifestValue(props.service?.overrides ?? {}, faults, 'service.overrides'),
    },
    config: configFile(props.config, faults),
    security: securityModel(props, faults),
    clusterDns: props.platform?.clusterDns ?? 'cluster.local',
    canaryImage: props.platform?.canaryImage ?? IMAGES.alpine,
    canaryOverrides: rawManifestValue(
      props.platform?.canaryOverrides ?? {},
      faults,
      'platform.canaryOverrides',
    ),
    operator: props.platform?.operator,
    jobs: {
      enabled: props.jobs?.enabled ?? true,
      pod: scriptPodModel(props.jobs ?? {}, faultsAt('jobs', faults)),
    },
    monitoring: props.monitoring && clusterMonitoringModel(props.monitoring, faults),
  };
}

function computeModel(props: RestateClusterCompute, faults: Faults): { [field: string]: any } {
  const { overrides, imagePullSecrets, terminationGracePeriod, ...compute } = props;
  return {
    ...withQuantitiesAsText(manifestValue(compute, faults, 'compute')),
    imagePullSecrets: imagePullSecrets?.map((name) => ({ name })),
    terminationGracePeriodSeconds: wholeSeconds(
      terminationGracePeriod,
      'compute.terminationGracePeriod',
      faults,
    ),
  };
}

function securityModel(props: RestateClusterProps, faults: Faults): ClusterSecurityModel {
  const security = props.security ?? {};
  const identity = security.identity?._source;
  const serviceAccountAnnotations = {
    ...rawManifestValue(
      security.serviceAccountAnnotations ?? {},
      faults,
      'security.serviceAccountAnnotations',
    ),
    ...identity?.serviceAccountAnnotations,
  };
  const gcpServiceAccount = serviceAccountAnnotations[GCP_SERVICE_ACCOUNT_ANNOTATION];
  const gcpByIdentity = identity?.serviceAccountAnnotations?.[GCP_SERVICE_ACCOUNT_ANNOTATION];
  return {
    ...networkModel(security, faults),
    serviceAccount: {
      name: security.serviceAccountName ?? 'restate',
      created: security.serviceAccountName === undefined,
      annotated: Object.keys(security.serviceAccountAnnotations ?? {}).length > 0,
    },
    serviceAccountAnnotations,
    awsPodIdentity: identity?.awsPodIdentity && {
      roleArn: identity.awsPodIdentity.roleArn,
      eksClusterName: identity.awsPodIdentity.eksClusterName ?? props.platform?.eksClusterName,
    },
    waitForCredentials: security.waitForCredentials ?? false,
    restricted: security.restrictedPodSecurity ?? true,
    awsPodSecurityGroups: security.awsPodSecurityGroups ?? [],
    gcpServiceAccount:
      (props.platform?.gcpWorkloadIdentity ?? gcpByIdentity !== undefined)
        ? gcpServiceAccount
        : undefined,
    signingKey: signingKey(security.requestSigningPrivateKey?._source, faults),
    trustedCaCerts: security.trustedCaCerts ?? [],
  };
}

function signingKey(
  source: SigningKeySource | undefined,
  faults: Faults,
): SigningKeySource | undefined {
  const { secretProvider } = source ?? {};
  if (secretProvider?.parameters === undefined) return source;
  const field = 'security.requestSigningPrivateKey.parameters';
  const parameters = rawManifestValue(secretProvider.parameters, faults, field);
  return { ...source, secretProvider: { ...secretProvider, parameters } };
}
