import type { RestateClusterProps } from './props';
import { BOOLEAN, DURATION, LIST, LIST_OF_MAPS, MAP, SIZE, TEXT, madeBy } from '../core/prop-types';
import type { PropTypes } from '../core/prop-types';
import { CLUSTER_MONITORING_TYPES } from '../monitoring/prop-types';
import { SCRIPT_POD_TYPES } from '../script/prop-types';

/** The types of the props of a RestateDnsEgress. */
export const DNS_EGRESS_TYPES = { peers: LIST_OF_MAPS };

/** The types of a cluster's props. */
export const CLUSTER_TYPES: PropTypes<RestateClusterProps> = {
  annotations: MAP,
  autoProvision: BOOLEAN,
  clusterName: TEXT,
  compute: {
    affinity: MAP,
    annotations: MAP,
    args: LIST,
    command: LIST,
    dnsConfig: MAP,
    env: LIST_OF_MAPS,
    extraInitContainers: LIST_OF_MAPS,
    extraVolumeMounts: LIST_OF_MAPS,
    extraVolumes: LIST_OF_MAPS,
    imagePullSecrets: LIST,
    labels: MAP,
    lifecycle: MAP,
    nodeSelector: MAP,
    overrides: MAP,
    podDisruptionBudget: BOOLEAN,
    resources: MAP,
    sidecars: LIST_OF_MAPS,
    terminationGracePeriod: DURATION,
    tolerations: LIST_OF_MAPS,
    topologySpreadConstraints: LIST_OF_MAPS,
  },
  config: madeBy('RestateConfig'),
  createNamespace: BOOLEAN,
  jobs: { ...SCRIPT_POD_TYPES, enabled: BOOLEAN },
  labels: MAP,
  monitoring: CLUSTER_MONITORING_TYPES,
  name: TEXT,
  platform: { canaryOverrides: MAP, gcpWorkloadIdentity: BOOLEAN, operator: MAP },
  security: {
    allowOperatorAccessToAdmin: BOOLEAN,
    awsPodSecurityGroups: LIST,
    disableNetworkPolicies: BOOLEAN,
    dnsEgress: DNS_EGRESS_TYPES,
    identity: madeBy('RestateIdentity'),
    ipFamilies: LIST,
    networkEgressRules: LIST_OF_MAPS,
    networkPeers: { admin: LIST_OF_MAPS, ingress: LIST_OF_MAPS, node: LIST_OF_MAPS },
    publicEgress: madeBy('RestatePublicEgress'),
    requestSigningPrivateKey: madeBy('RestateSigningKey'),
    restrictedPodSecurity: BOOLEAN,
    serviceAccountAnnotations: MAP,
    serviceAccountName: TEXT,
    serviceAnnotations: MAP,
    serviceEgress: { cidrs: LIST, ports: LIST },
    trustedCaCerts: LIST_OF_MAPS,
    waitForCredentials: BOOLEAN,
  },
  service: { extraPorts: LIST_OF_MAPS, overrides: MAP },
  serviceMesh: madeBy('RestateServiceMesh'),
  storage: { claimTemplateSize: SIZE, ephemeral: BOOLEAN, existingClaim: TEXT, size: SIZE },
};
