export { RestateCaBundle } from './admin/ca-bundle';
export { RestateAdmin } from './admin/restate-admin';
export type { RestateAdminAccess, RestateAdminServiceOptions } from './admin/restate-admin';
export type { IRestateCluster } from './cluster/cluster-reference';
export type { RestateClusterCompute } from './cluster/pod/props';
export { RestateConfig } from './cluster/config/config';
export type {
  RestateObjectStore,
  RestateObjectStoreConfig,
  RestateRaftConfig,
  RestateSingleNodeConfig,
  RestateSnapshots,
} from './cluster/config/options';
export { RestateIdentity } from './cluster/identity/identity';
export type { RestateClusterJobs } from './cluster/jobs/props';
export type { RestateOperatorPeer, RestatePlatform } from './cluster/platform';
export type { RestateClusterProps } from './cluster/props';
export { RestateCluster } from './cluster/restate-cluster';
export type {
  RestateClusterSecurity,
  RestateNetworkPeers,
  RestateTrustedCaCert,
} from './cluster/security';
export { RestateSigningKey } from './cluster/identity/signing-key';
export type { RestateClusterStorage } from './cluster/pod/storage';
export type { RestateAutoscaling } from './deployment/autoscaling';
export { RestateDeletionPolicy } from './version/deletion-policy';
export type { RestateDeploymentProps } from './deployment/props';
export type { RestateVersionProps } from './version/props';
export { RestateDeployment } from './deployment/restate-deployment';
export { EnvoySidecar } from './envoy/envoy-sidecar';
export { EnvoyForwardProxy } from './envoy/forward-proxy';
export type { EnvoySidecarProps } from './envoy/props';
export { RestateServiceMesh } from './service-mesh/service-mesh';
export type { RestateCloudEnvironmentProps } from './cloud/props';
export { RestateCloudEnvironment } from './cloud/restate-cloud-environment';
export type { RestateCloudTunnel } from './cloud/tunnel-props';
export { RestateEndpoint } from './registration/endpoint';
export type { RestateEndpointServiceOptions } from './registration/endpoint';
export type { RestateRegistrationProps } from './registration/props';
export { RestateRegistration } from './registration/restate-registration';
export { RestateRuntimeMode } from './runtime/mode';
export type { RestateRuntimeJobsOptions } from './runtime/mode';
export type { RestateRuntimePodProps } from './script/pod-props';
export type { RestateRuntimeProps } from './runtime/props';
export { RestateRuntime } from './runtime/restate-runtime';
export type { RestateKnativeDeploymentProps } from './knative/deployment-props';
export { KnativeService } from './knative/knative-service';
export type { RestateKnativeProps } from './knative/props';
export { RestateKnativeDeployment } from './knative/restate-knative-deployment';
export type { KnativeServiceProps } from './knative/service-props';
