package app;

import io.github.cdk8srestate.EnvoyForwardProxy;
import io.github.cdk8srestate.EnvoySidecar;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterCompute;
import io.github.cdk8srestate.RestateClusterMonitoring;
import io.github.cdk8srestate.RestateClusterSecurity;
import io.github.cdk8srestate.RestateClusterService;
import io.github.cdk8srestate.RestateClusterStorage;
import io.github.cdk8srestate.RestateConfig;
import io.github.cdk8srestate.RestateDnsEgress;
import io.github.cdk8srestate.RestateDnsPolicy;
import io.github.cdk8srestate.RestateIdentity;
import io.github.cdk8srestate.RestateImagePullPolicy;
import io.github.cdk8srestate.RestateIpFamily;
import io.github.cdk8srestate.RestateIstioOptions;
import io.github.cdk8srestate.RestateNetworkPeers;
import io.github.cdk8srestate.RestateObjectStore;
import io.github.cdk8srestate.RestateObjectStoreConfig;
import io.github.cdk8srestate.RestateOperatorPeer;
import io.github.cdk8srestate.RestatePlatform;
import io.github.cdk8srestate.RestatePublicEgress;
import io.github.cdk8srestate.RestatePublicEgressOptions;
import io.github.cdk8srestate.RestateRaftConfig;
import io.github.cdk8srestate.RestateServiceEgress;
import io.github.cdk8srestate.RestateServiceMesh;
import io.github.cdk8srestate.RestateServiceType;
import io.github.cdk8srestate.RestateSigningKey;
import io.github.cdk8srestate.RestateSigningKeyProviderOptions;
import io.github.cdk8srestate.RestateSnapshots;
import io.github.cdk8srestate.RestateTrustedCaCert;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Duration;
import org.cdk8s.Size;
import org.cdk8s.plus28.k8s.Affinity;
import org.cdk8s.plus28.k8s.ConfigMapVolumeSource;
import org.cdk8s.plus28.k8s.Container;
import org.cdk8s.plus28.k8s.ContainerPort;
import org.cdk8s.plus28.k8s.EmptyDirVolumeSource;
import org.cdk8s.plus28.k8s.EnvVar;
import org.cdk8s.plus28.k8s.EnvVarSource;
import org.cdk8s.plus28.k8s.HttpGetAction;
import org.cdk8s.plus28.k8s.IntOrString;
import org.cdk8s.plus28.k8s.IpBlock;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.LabelSelectorRequirement;
import org.cdk8s.plus28.k8s.Lifecycle;
import org.cdk8s.plus28.k8s.LifecycleHandler;
import org.cdk8s.plus28.k8s.NetworkPolicyEgressRule;
import org.cdk8s.plus28.k8s.NetworkPolicyPeer;
import org.cdk8s.plus28.k8s.NetworkPolicyPort;
import org.cdk8s.plus28.k8s.PodAffinityTerm;
import org.cdk8s.plus28.k8s.PodAntiAffinity;
import org.cdk8s.plus28.k8s.PodDnsConfig;
import org.cdk8s.plus28.k8s.PodDnsConfigOption;
import org.cdk8s.plus28.k8s.Probe;
import org.cdk8s.plus28.k8s.Quantity;
import org.cdk8s.plus28.k8s.ResourceRequirements;
import org.cdk8s.plus28.k8s.SecretKeySelector;
import org.cdk8s.plus28.k8s.ServicePort;
import org.cdk8s.plus28.k8s.Toleration;
import org.cdk8s.plus28.k8s.TopologySpreadConstraint;
import org.cdk8s.plus28.k8s.Volume;
import org.cdk8s.plus28.k8s.VolumeMount;

/** Every prop of RestateCluster: the same app as typescript/clusters.ts. */
public final class Clusters {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "clusters");
    addProduction(chart);
    addAlternatives(chart);
    app.synth();
  }

  private static NetworkPolicyPeer namespace(final String name) {
    return NetworkPolicyPeer.builder()
        .namespaceSelector(
            LabelSelector.builder()
                .matchLabels(Map.of("kubernetes.io/metadata.name", name))
                .build())
        .build();
  }

  private static void addProduction(final Chart chart) {
    final RestateCluster production =
        RestateCluster.Builder.create(chart, "production")
            .name("restate-production")
            .labels(Map.of("team", "payments", "example.com/tier", "critical"))
            .annotations(Map.of("example.com/owner", "payments@example.com"))
            .clusterName("payments")
            .autoProvision(true)
            .compute(productionCompute())
            .storage(
                RestateClusterStorage.builder()
                    .size(Size.gibibytes(64))
                    .storageClassName("fast")
                    .volumeAttributesClassName("gold")
                    .build())
            .monitoring(
                RestateClusterMonitoring.builder()
                    .scrapers(List.of(namespace("monitoring")))
                    .labels(Map.of("release", "prometheus"))
                    .scrapeEvery(Duration.seconds(30))
                    .snapshotAge(Duration.hours(6))
                    .freeDiskPercent(20)
                    .build())
            .config(productionConfig())
            .security(productionSecurity())
            .platform(
                RestatePlatform.builder()
                    .clusterDns("k8s.example.com")
                    .eksClusterName("payments-eks")
                    .canaryImage("registry.example.com/alpine:3.21")
                    .operator(
                        RestateOperatorPeer.builder()
                            .namespace("restate-operator")
                            .labelName("app")
                            .labelValue("restate-operator")
                            .build())
                    .build())
            .serviceMesh(RestateServiceMesh.istio(RestateIstioOptions.builder().revision("stable").build()))
            .build();
    production.allowAdminFrom(namespace("ci"), namespace("ops"));
    production.allowIngressFrom(
        NetworkPolicyPeer.builder()
            .podSelector(LabelSelector.builder().matchLabels(Map.of("role", "gateway")).build())
            .build());
    production.allowNodeFrom(namespace("prometheus"));
    production.allowEgressTo(
        NetworkPolicyEgressRule.builder()
            .to(List.of(namespace("kafka")))
            .ports(List.of(NetworkPolicyPort.builder().protocol("TCP").build()))
            .build());
    EnvoySidecar.Builder.create(chart, "envoy")
        .cluster(production)
        .forwardProxy(EnvoyForwardProxy.dnsCache())
        .adminPort(9901)
        .build();
  }

  private static RestateClusterCompute productionCompute() {
    return RestateClusterCompute.builder()
        .replicas(3)
        .image("registry.example.com/restate:1.5")
        .imagePullPolicy(RestateImagePullPolicy.ALWAYS)
        .imagePullSecrets(List.of("registry"))
        .command(List.of("/usr/local/bin/restate-server"))
        .args(List.of("--wait"))
        .env(
            List.of(
                EnvVar.builder().name("RUST_LOG").value("info").build(),
                EnvVar.builder()
                    .name("RESTATE_WORKER__SNAPSHOTS__AWS_SECRET_ACCESS_KEY")
                    .valueFrom(
                        EnvVarSource.builder()
                            .secretKeyRef(
                                SecretKeySelector.builder().name("bucket").key("secret").build())
                            .build())
                    .build()))
        .resources(
            ResourceRequirements.builder()
                .requests(
                    Map.of("cpu", Quantity.fromString("500m"), "memory", Quantity.fromString("4Gi")))
                .limits(Map.of("cpu", Quantity.fromNumber(2), "memory", Quantity.fromString("4Gi")))
                .build())
        .labels(Map.of("example.com/pod", "node"))
        .annotations(Map.of("prometheus.io/scrape", "true"))
        .affinity(
            Affinity.builder()
                .podAntiAffinity(
                    PodAntiAffinity.builder()
                        .requiredDuringSchedulingIgnoredDuringExecution(
                            List.of(
                                PodAffinityTerm.builder()
                                    .topologyKey("kubernetes.io/hostname")
                                    .labelSelector(
                                        LabelSelector.builder()
                                            .matchLabels(
                                                Map.of(
                                                    "app.kubernetes.io/instance",
                                                    "restate-production"))
                                            .build())
                                    .build()))
                        .build())
                .build())
        .nodeSelector(Map.of("kubernetes.io/arch", "amd64"))
        .tolerations(
            List.of(
                Toleration.builder()
                    .key("dedicated")
                    .operator("Equal")
                    .value("restate")
                    .effect("NoSchedule")
                    .build()))
        .topologySpreadConstraints(
            List.of(
                TopologySpreadConstraint.builder()
                    .maxSkew(1)
                    .topologyKey("topology.kubernetes.io/zone")
                    .whenUnsatisfiable("DoNotSchedule")
                    .labelSelector(
                        LabelSelector.builder()
                            .matchExpressions(
                                List.of(
                                    LabelSelectorRequirement.builder()
                                        .key("app.kubernetes.io/instance")
                                        .operator("In")
                                        .values(List.of("restate-production"))
                                        .build()))
                            .build())
                    .build()))
        .priorityClassName("stateful")
        .dnsPolicy(RestateDnsPolicy.NONE)
        .dnsConfig(
            PodDnsConfig.builder()
                .nameservers(List.of("10.0.0.10"))
                .options(List.of(PodDnsConfigOption.builder().name("ndots").value("2").build()))
                .build())
        .lifecycle(
            Lifecycle.builder()
                .preStop(
                    LifecycleHandler.builder()
                        .httpGet(
                            HttpGetAction.builder()
                                .path("/stop")
                                .port(IntOrString.fromString("admin"))
                                .build())
                        .build())
                .build())
        .terminationGracePeriod(Duration.seconds(90))
        .sidecars(
            List.of(
                Container.builder()
                    .name("exporter")
                    .image("registry.example.com/exporter:2")
                    .ports(
                        List.of(
                            ContainerPort.builder().name("exporter").containerPort(9100).build()))
                    .readinessProbe(
                        Probe.builder()
                            .httpGet(
                                HttpGetAction.builder()
                                    .path("/ready")
                                    .port(IntOrString.fromNumber(9100))
                                    .build())
                            .build())
                    .volumeMounts(
                        List.of(
                            VolumeMount.builder().name("scratch").mountPath("/scratch").build()))
                    .build()))
        .extraVolumes(
            List.of(
                Volume.builder()
                    .name("scratch")
                    .emptyDir(
                        EmptyDirVolumeSource.builder()
                            .sizeLimit(Quantity.fromString("1Gi"))
                            .build())
                    .build(),
                Volume.builder()
                    .name("extras")
                    .configMap(
                        ConfigMapVolumeSource.builder().name("extras").optional(true).build())
                    .build()))
        .extraVolumeMounts(
            List.of(
                VolumeMount.builder().name("extras").mountPath("/extras").readOnly(true).build()))
        .overrides(
            Map.of(
                "spec",
                Map.of(
                    "hostUsers",
                    false,
                    "securityContext",
                    Map.of("supplementalGroupsPolicy", "Strict"),
                    "containers",
                    List.of(
                        Map.of(
                            "name",
                            "restate",
                            "startupProbe",
                            Map.of("tcpSocket", Map.of("port", 8080)),
                            // Removes a generated field: null would not arrive.
                            "readinessProbe",
                            Map.of("$patch", "delete"))))))
        .build();
  }

  private static RestateConfig productionConfig() {
    return RestateConfig.fromObject(
        Map.of(
            "roles",
            List.of("worker", "admin", "log-server", "metadata-server", "http-ingress"),
            "auto-provision",
            false,
            "default-num-partitions",
            24,
            "default-replication",
            2,
            "metadata-server",
            Map.of("type", "replicated"),
            "metadata-client",
            Map.of("addresses", List.of("http://restate-cluster:5122/")),
            "bifrost",
            Map.of("default-provider", "replicated"),
            "rocksdb-total-memtables-ratio",
            0.5,
            "admin",
            Map.of("query-engine", Map.of("memory-size", "1GB"))));
  }

  private static RestateClusterSecurity productionSecurity() {
    return RestateClusterSecurity.builder()
        .networkPeers(
            RestateNetworkPeers.builder()
                .ingress(List.of())
                .admin(
                    List.of(
                        NetworkPolicyPeer.builder()
                            .ipBlock(
                                IpBlock.builder()
                                    .cidr("10.0.0.0/8")
                                    .except(List.of("10.1.0.0/16"))
                                    .build())
                            .build()))
                .node(List.of(namespace("monitoring")))
                .build())
        .networkEgressRules(
            List.of(
                NetworkPolicyEgressRule.builder()
                    .to(List.of(namespace("minio")))
                    .ports(
                        List.of(
                            NetworkPolicyPort.builder()
                                .protocol("TCP")
                                .port(IntOrString.fromNumber(9000))
                                .build()))
                    .build()))
        .serviceAnnotations(Map.of("example.com/dns", "restate"))
        .serviceAccountAnnotations(Map.of("example.com/account", "restate"))
        .identity(RestateIdentity.awsPodIdentity("arn:aws:iam::111122223333:role/restate"))
        .awsPodSecurityGroups(List.of("sg-0123456789abcdef0"))
        .requestSigningPrivateKey(RestateSigningKey.fromSecret("signing-key", "private.pem"))
        .trustedCaCerts(
            List.of(
                RestateTrustedCaCert.builder().secretName("internal-ca").key("ca.pem").build()))
        .build();
  }

  /** The alternatives of what the other cluster has one of. */
  private static void addAlternatives(final Chart chart) {
    final RestateCluster raft =
        RestateCluster.Builder.create(chart, "raft")
            .autoProvision(true)
            .compute(threeNodes())
            .storage(RestateClusterStorage.builder().size(Size.mebibytes(512)).build())
            .config(
                RestateConfig.raft(
                    RestateRaftConfig.builder()
                        .partitions(12)
                        .snapshots(
                            RestateSnapshots.builder()
                                .url("s3://some-bucket/raft")
                                .intervalRecords(500)
                                .build())
                        .overrides(Map.of("log-filter", "warn"))
                        .build()))
            .security(
                RestateClusterSecurity.builder()
                    .publicEgress(
                        RestatePublicEgress.to(
                            List.of("192.0.2.0/24"),
                            RestatePublicEgressOptions.builder().ports(List.of(443)).build()))
                    .identity(
                        RestateIdentity.gcpServiceAccount(
                            "restate@some-project.iam.gserviceaccount.com"))
                    .requestSigningPrivateKey(
                        RestateSigningKey.fromSecretProvider(
                            "key.pem",
                            RestateSigningKeyProviderOptions.builder()
                                .provider("aws")
                                .parameters(Map.of("objects", "restate/key"))
                                .build()))
                    .build())
            .build();
    RestateCluster.Builder.create(chart, "store")
        .compute(threeNodes())
        .storage(oneGibibyte())
        .config(
            RestateConfig.objectStore(
                RestateObjectStoreConfig.builder()
                    .metadata(
                        RestateObjectStore.builder()
                            .url("s3://some-bucket/metadata")
                            .region("eu-central-1")
                            .build())
                    .snapshots(
                        RestateSnapshots.builder()
                            .url("s3://some-bucket/snapshots")
                            .endpointUrl("http://minio.minio:9000")
                            .allowHttp(true)
                            .build())
                    .build()))
        .security(
            RestateClusterSecurity.builder()
                .disableNetworkPolicies(true)
                .identity(
                    RestateIdentity.awsServiceAccountRole("arn:aws:iam::111122223333:role/bucket"))
                .build())
        .build();
    final RestateCluster single =
        RestateCluster.Builder.create(chart, "single")
            .compute(oneNode())
            .storage(oneGibibyte())
            .config(RestateConfig.singleNode())
            .security(singleSecurity())
            // What one cluster says of itself can be given to another.
            .annotations(Map.of("example.com/upstream", raft.getIngressUrl()))
            .build();
    single.allowRuntimesFrom("shop", "payments");
    single.allowServicesIn("shop");
    RestateCluster.Builder.create(chart, "toml")
        .compute(oneNode())
        .storage(oneGibibyte())
        .config(RestateConfig.fromToml("default-num-partitions = 8\n"))
        .security(RestateClusterSecurity.builder().publicEgress(RestatePublicEgress.none()).build())
        .annotations(
            Map.of(
                "example.com/upstream", RestateCluster.fromClusterName("elsewhere").getAdminUrl()))
        .service(
            RestateClusterService.builder()
                .type(RestateServiceType.CLUSTER_IP)
                .extraPorts(
                    List.of(
                        ServicePort.builder()
                            .name("proxy")
                            .port(8443)
                            .targetPort(IntOrString.fromNumber(8444))
                            .build()))
                .overrides(Map.of("ports", List.of(Map.of("name", "ingress", "port", 80))))
                .build())
        .build();
  }

  private static RestateClusterSecurity singleSecurity() {
    return RestateClusterSecurity.builder()
        .ipFamilies(List.of(RestateIpFamily.IPV4, RestateIpFamily.IPV6))
        .dnsEgress(
            RestateDnsEgress.builder()
                .peers(
                    List.of(
                        NetworkPolicyPeer.builder()
                            .ipBlock(IpBlock.builder().cidr("fd00:10:53::10/128").build())
                            .build()))
                .port(5353)
                .build())
        .publicEgress(
            RestatePublicEgress.all(
                RestatePublicEgressOptions.builder()
                    .except(List.of("198.51.100.0/24"))
                    .exceptProviderAddresses(true)
                    .ports(List.of(443, 9092))
                    .build()))
        .serviceEgress(
            RestateServiceEgress.builder()
                .cidrs(List.of("10.100.0.0/16"))
                .ports(List.of(9080, 8080))
                .build())
        .build();
  }

  private static RestateClusterCompute oneNode() {
    return RestateClusterCompute.builder().image("restatedev/restate:1.5").build();
  }

  private static RestateClusterCompute threeNodes() {
    return RestateClusterCompute.builder().replicas(3).image("restatedev/restate:1.5").build();
  }

  private static RestateClusterStorage oneGibibyte() {
    return RestateClusterStorage.builder().size(Size.gibibytes(1)).build();
  }
}
