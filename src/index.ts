export { RestateCaBundle } from './admin/ca-bundle';
export { RestateAdmin } from './admin/restate-admin';
export type { RestateAdminAccess, RestateAdminServiceOptions } from './admin/restate-admin';
export type { IRestateCluster, RestateClusterReferenceOptions } from './cluster/cluster-reference';
export type { RestateClusterCompute } from './cluster/pod/props';
export { RestateConfig } from './cluster/config/config';
export type {
  RestateConfigOptions,
  RestateObjectStore,
  RestateObjectStoreConfig,
  RestateRaftConfig,
  RestateSingleNodeConfig,
  RestateSnapshots,
} from './cluster/config/options';
export { RestateIdentity } from './cluster/identity/identity';
export type { RestateAwsPodIdentityOptions } from './cluster/identity/identity';
export type { RestateClusterIdentityOptions, RestateTrustedCaCert } from './cluster/identity/props';
export type { RestateClusterJobs } from './cluster/jobs/props';
export type { RestateOperatorPeer, RestatePlatform } from './cluster/platform';
export type { RestateClusterProps } from './cluster/props';
export { RestateCluster } from './cluster/restate-cluster';
export { RestateRuntimeAccess } from './cluster/runtime-access';
export type { RestateGrantedAccessOptions } from './cluster/runtime-access';
export type { RestateDnsEgress } from './cluster/network/dns-egress';
export { RestateIpFamily } from './cluster/network/props';
export type {
  RestateClusterNetworkOptions,
  RestateNetworkPeers,
  RestateServiceEgress,
} from './cluster/network/props';
export { RestateServiceType } from './cluster/network/service-props';
export type { RestateClusterService } from './cluster/network/service-props';
export { RestatePublicEgress } from './cluster/network/public-egress';
export type { RestatePublicEgressOptions } from './cluster/network/public-egress';
export type { RestateClusterSecurity } from './cluster/security';
export { RestateSigningKey } from './cluster/identity/signing-key';
export type { RestateSigningKeyProviderOptions } from './cluster/identity/signing-key';
export type { RestateClusterStorage } from './cluster/pod/storage';
export { RestateDnsPolicy, RestateImagePullPolicy } from './core/pod-policies';
export type { RestateAutoscaling } from './deployment/autoscaling';
export type { RestateExternalAutoscaling } from './deployment/external-autoscaling';
export { RestateDeletionPolicy } from './version/deletion-policy';
export { RestateRegistrationMetadata } from './version/registration-metadata';
export type { RestateRegistrationMetadataOptions } from './version/registration-metadata';
export { RestateGate } from './deployment/gate';
export type { RestateGateJobProps } from './deployment/gate';
export type { RestateDeploymentProps } from './deployment/props';
export type { RestateLifecycleProps, RestateVersionProps } from './version/props';
export { RestateDeployment } from './deployment/restate-deployment';
export { EnvoySidecar } from './envoy/envoy-sidecar';
export { EnvoyForwardProxy } from './envoy/forward-proxy';
export type { EnvoyForwardProxyOptions } from './envoy/forward-proxy';
export { EnvoyLogLevel } from './envoy/log-level';
export type { EnvoyPodTemplateOptions, EnvoySidecarProps } from './envoy/props';
export { RestateServiceMesh } from './service-mesh/service-mesh';
export type {
  RestateCiliumOptions,
  RestateIstioOptions,
  RestateLinkerdOptions,
} from './service-mesh/service-mesh';
export type {
  RestateClusterMonitoring,
  RestateMonitoring,
  RestateRuntimeMonitoring,
} from './monitoring/props';
export type { RestateCloudEnvironmentProps } from './cloud/props';
export { RestateCloudEnvironment } from './cloud/restate-cloud-environment';
export type { RestateCloudTunnel } from './cloud/tunnel-props';
export { RestateEndpoint } from './registration/endpoint';
export type { RestateEndpointServiceOptions, RestateLambdaOptions } from './registration/endpoint';
export type { RestateRegistrationProps } from './registration/props';
export { RestateRegistration } from './registration/restate-registration';
export { RestateRuntimeMode } from './runtime/mode';
export type { RestateRuntimeJobsOptions } from './runtime/mode';
export type { RestateRuntimePodProps } from './script/pod-props';
export type { RestateRuntimeNetworkPolicy, RestateRuntimeProps } from './runtime/props';
export { RestateRuntime } from './runtime/restate-runtime';
export type { RestateKafkaClusterProps } from './kafka/cluster-props';
export type { RestateSubscriptionProps } from './kafka/subscription-props';
export { RestateKafkaCluster } from './kafka/restate-kafka-cluster';
export { RestateSubscription } from './kafka/restate-subscription';
export { RestateKafkaSource } from './kafka/source';
export type { RestateKnativeDeploymentProps } from './knative/deployment-props';
export { RestateKnativeIngress } from './knative/ingress';
export { KnativeService } from './knative/knative-service';
export type { RestateKnativeProps } from './knative/props';
export { RestateKnativeDeployment } from './knative/restate-knative-deployment';
export type { KnativeServiceProps } from './knative/service-props';
