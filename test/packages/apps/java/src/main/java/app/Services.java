package app;

import io.github.cdk8srestate.EnvoySidecar;
import io.github.cdk8srestate.KnativeService;
import io.github.cdk8srestate.RestateAdmin;
import io.github.cdk8srestate.RestateAdminAccess;
import io.github.cdk8srestate.RestateAdminServiceOptions;
import io.github.cdk8srestate.RestateAutoscaling;
import io.github.cdk8srestate.RestateCaBundle;
import io.github.cdk8srestate.RestateCloudEnvironment;
import io.github.cdk8srestate.RestateCloudTunnel;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterReferenceOptions;
import io.github.cdk8srestate.RestateDeletionPolicy;
import io.github.cdk8srestate.RestateDeployment;
import io.github.cdk8srestate.RestateDnsEgress;
import io.github.cdk8srestate.RestateEndpoint;
import io.github.cdk8srestate.RestateEndpointServiceOptions;
import io.github.cdk8srestate.RestateExternalAutoscaling;
import io.github.cdk8srestate.RestateGrantedAccessOptions;
import io.github.cdk8srestate.RestateImagePullPolicy;
import io.github.cdk8srestate.RestateGate;
import io.github.cdk8srestate.RestateKafkaCluster;
import io.github.cdk8srestate.RestateKafkaSource;
import io.github.cdk8srestate.RestateKnativeDeployment;
import io.github.cdk8srestate.RestateKnativeIngress;
import io.github.cdk8srestate.RestateLambdaOptions;
import io.github.cdk8srestate.RestateRegistration;
import io.github.cdk8srestate.RestateRegistrationMetadata;
import io.github.cdk8srestate.RestateRegistrationMetadataOptions;
import io.github.cdk8srestate.RestateRuntime;
import io.github.cdk8srestate.RestateRuntimeAccess;
import io.github.cdk8srestate.RestateRuntimeJobsOptions;
import io.github.cdk8srestate.RestateRuntimeMode;
import io.github.cdk8srestate.RestateRuntimeMonitoring;
import io.github.cdk8srestate.RestateRuntimeNetworkPolicy;
import io.github.cdk8srestate.RestateServiceMesh;
import io.github.cdk8srestate.RestateSubscription;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.Duration;
import org.cdk8s.plus28.k8s.Container;
import org.cdk8s.plus28.k8s.ContainerPort;
import org.cdk8s.plus28.k8s.EmptyDirVolumeSource;
import org.cdk8s.plus28.k8s.HorizontalPodAutoscalerBehaviorV2;
import org.cdk8s.plus28.k8s.HpaScalingRulesV2;
import org.cdk8s.plus28.k8s.IntOrString;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.MetricSpecV2;
import org.cdk8s.plus28.k8s.MetricTargetV2;
import org.cdk8s.plus28.k8s.NetworkPolicyEgressRule;
import org.cdk8s.plus28.k8s.NetworkPolicyPort;
import org.cdk8s.plus28.k8s.ObjectMeta;
import org.cdk8s.plus28.k8s.PodSpec;
import org.cdk8s.plus28.k8s.PodTemplateSpec;
import org.cdk8s.plus28.k8s.Probe;
import org.cdk8s.plus28.k8s.Quantity;
import org.cdk8s.plus28.k8s.ResourceMetricSourceV2;
import org.cdk8s.plus28.k8s.ResourceRequirements;
import org.cdk8s.plus28.k8s.SecretKeySelector;
import org.cdk8s.plus28.k8s.TcpSocketAction;
import org.cdk8s.plus28.k8s.Volume;

/** Every construct that runs or registers services: the same app as typescript/services.ts. */
public final class Services {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "services", ChartProps.builder().namespace("shop").build());
    final RestateRuntimeAccess access =
        RestateRuntimeAccess.granted(
            RestateGrantedAccessOptions.builder().servicesIn(List.of("elsewhere")).build());
    final RestateAdmin admin =
        RestateAdmin.fromCluster(
            RestateCluster.fromClusterName(
                "restate", RestateClusterReferenceOptions.builder().runtimeAccess(access).build()));
    final RestateDeployment greeter = addGreeter(chart, admin, addRuntime(chart));
    addCart(chart);
    addRegistrations(chart, admin, greeter.getVersionName());
    addKafka(chart, admin);
    addKnative(chart, admin);
    addCloud(chart);
    app.synth();
  }

  private static RestateRuntime addRuntime(final Chart chart) {
    return RestateRuntime.Builder.create(chart, "runtime")
        .name("shop")
        .mode(
            RestateRuntimeMode.jobs(
                RestateRuntimeJobsOptions.builder().sweepEvery(Duration.minutes(10)).build()))
        .serviceAccountName("restate-runtime")
        .knative(true)
        .networkPolicy(
            RestateRuntimeNetworkPolicy.builder()
                .apiServerCidrs(List.of("10.0.0.10/32"))
                .apiServerPorts(List.of(6443))
                .dnsEgress(RestateDnsEgress.builder().port(5353).build())
                .egressRules(
                    List.of(
                        NetworkPolicyEgressRule.builder()
                            .ports(
                                List.of(
                                    NetworkPolicyPort.builder()
                                        .protocol("TCP")
                                        .port(IntOrString.fromNumber(3128))
                                        .build()))
                            .build()))
                .build())
        .monitoring(
            RestateRuntimeMonitoring.builder()
                .alertLabels(Map.of("team", "shop"))
                .runbookUrl("https://wiki.example.com/restate")
                .dashboard(false)
                .drainAge(Duration.days(7))
                .build())
        .labels(Map.of("team", "shop"))
        .annotations(Map.of("example.com/owner", "shop"))
        .image("registry.example.com/node:24-alpine")
        .imagePullPolicy(RestateImagePullPolicy.IF_NOT_PRESENT)
        .imagePullSecrets(List.of("registry"))
        .resources(
            ResourceRequirements.builder()
                .limits(Map.of("memory", Quantity.fromString("256Mi")))
                .build())
        .podLabels(Map.of("example.com/egress", "api"))
        .podAnnotations(Map.of("example.com/log", "json"))
        .overrides(Map.of("spec", Map.of("priorityClassName", "low", "hostUsers", false)))
        .build();
  }

  private static RestateDeployment addGreeter(
      final Chart chart, final RestateAdmin admin, final RestateRuntime runtime) {
    return RestateDeployment.Builder.create(chart, "greeter")
        .name("greeter-service")
        .labels(Map.of("team", "shop"))
        .annotations(Map.of("example.com/owner", "shop"))
        .admin(admin)
        .replicas(2)
        .selector(LabelSelector.builder().matchLabels(Map.of("app", "greeter")).build())
        .template(
            PodTemplateSpec.builder()
                .metadata(
                    ObjectMeta.builder()
                        .labels(Map.of("app", "greeter", "10", "ten", "9", "nine"))
                        .build())
                .spec(
                    PodSpec.builder()
                        .containers(List.of(greeterContainer()))
                        .volumes(
                            List.of(
                                Volume.builder()
                                    .name("scratch")
                                    .emptyDir(EmptyDirVolumeSource.builder().build())
                                    .build()))
                        .build())
                .build())
        .minReady(Duration.seconds(5))
        .revisionHistoryLimit(3)
        .gate(RestateGate.hold())
        .servicePath("restate")
        .useHttp11(true)
        .drainDelay(Duration.minutes(10))
        .deletionPolicy(RestateDeletionPolicy.drainThenForce(Duration.days(7)))
        .paused(true)
        .breaking(true)
        .registrationMetadata(RestateRegistrationMetadata.of(
            RestateRegistrationMetadataOptions.builder()
                .gitRevision("0a1b2c3")
                .more(Map.of("team", "shop", "10", "ten"))
                .build()))
        .serviceMesh(RestateServiceMesh.linkerd())
        .clusterDns("k8s.example.com")
        .runtime(runtime)
        .build();
  }

  private static Container greeterContainer() {
    return Container.builder()
        .name("greeter")
        .image("registry.example.com/greeter:1.0.0")
        .ports(List.of(ContainerPort.builder().name("restate").containerPort(9000).build()))
        .resources(
            ResourceRequirements.builder()
                .requests(Map.of("cpu", Quantity.fromString("250m")))
                .build())
        .readinessProbe(
            Probe.builder()
                .tcpSocket(
                    TcpSocketAction.builder().port(IntOrString.fromString("restate")).build())
                .build())
        .build();
  }

  @SuppressWarnings("unchecked")
  private static void addCart(final Chart chart) {
    // The sidecar takes a template, typed or not, and gives a map.
    final EnvoySidecar envoy = new EnvoySidecar(chart, "envoy");
    final Map<String, Object> template =
        (Map<String, Object>)
            envoy.addToPodTemplate(
                Map.of(
                    "metadata",
                    Map.of("labels", Map.of("app", "cart")),
                    "spec",
                    Map.of(
                        "hostnameOverride",
                        "cart",
                        "containers",
                        List.of(
                            Map.of("name", "cart", "image", "registry.example.com/cart:2")))));
    RestateDeployment.Builder.create(chart, "cart")
        .admin(
            RestateAdmin.fromService(
                "restate",
                "restate-two",
                RestateAdminServiceOptions.builder()
                    .port(443)
                    .path("/admin")
                    .bearerToken(secretKey("restate-admin", "token"))
                    .headers(Map.of("x-tenant", secretKey("restate-admin", "tenant")))
                    .build()))
        .rawTemplate(template)
        .headlessService(true)
        .autoscaling(
            RestateAutoscaling.builder()
                .minReplicas(2)
                .maxReplicas(20)
                .metrics(
                    List.of(
                        MetricSpecV2.builder()
                            .type("Resource")
                            .resource(
                                ResourceMetricSourceV2.builder()
                                    .name("cpu")
                                    .target(
                                        MetricTargetV2.builder()
                                            .type("Utilization")
                                            .averageUtilization(70)
                                            .build())
                                    .build())
                            .build()))
                .behavior(
                    HorizontalPodAutoscalerBehaviorV2.builder()
                        .scaleDown(
                            HpaScalingRulesV2.builder().stabilizationWindowSeconds(600).build())
                        .build())
                .overrides(Map.of("behavior", Map.of("scaleUp", Map.of("selectPolicy", "Max"))))
                .build())
        .build();
  }

  private static void addKafka(final Chart chart, final RestateAdmin admin) {
    final RestateKafkaCluster kafka =
        RestateKafkaCluster.Builder.create(chart, "events")
            .admin(admin)
            .brokers(List.of("kafka-1.elsewhere.svc:9092", "kafka-2.elsewhere.svc:9092"))
            .properties(Map.of("sasl.username", "restate", "sasl.mechanism", "PLAIN"))
            .secretProperties(Map.of("sasl.password", secretKey("kafka", "password")))
            .build();
    RestateSubscription.Builder.create(chart, "orders")
        .source(RestateKafkaSource.fromCluster(kafka, "orders"))
        .service("Checkout")
        .handler("order")
        .groupId("checkout")
        .options(Map.of("auto.offset.reset", "earliest"))
        .build();
    RestateSubscription.Builder.create(chart, "payments")
        .source(RestateKafkaSource.fromConfiguration(admin, "main", "payments"))
        .service("Checkout")
        .handler("paid")
        .secretOptions(Map.of("sasl.password", secretKey("kafka", "password")))
        .build();
  }

  private static void addRegistrations(
      final Chart chart, final RestateAdmin admin, final String revision) {
    RestateRegistration.Builder.create(chart, "plain")
        .admin(
            RestateAdmin.fromUrl(
                "https://restate.example.com:9070",
                RestateAdminAccess.builder()
                    .ca(RestateCaBundle.fromConfigMap("private-ca", "ca.crt"))
                    .build()))
        .endpoint(
            RestateEndpoint.fromService(
                "plain",
                RestateEndpointServiceOptions.builder().namespace("elsewhere").port(8080).build()))
        .revision("registry.example.com/plain:1")
        .headers(Map.of("x-tenant", "shop", "x-caller", "restate"))
        .secretHeaders(Map.of("x-api-key", secretKey("plain", "api-key")))
        .deletionPolicy(RestateDeletionPolicy.force())
        .build();
    RestateRegistration.Builder.create(chart, "function")
        .admin(admin)
        .endpoint(
            RestateEndpoint.fromLambdaArn(
                "arn:aws:lambda:us-east-1:123456789012:function:service:7",
                RestateLambdaOptions.builder()
                    .assumeRoleArn("arn:aws:iam::123456789012:role/restate")
                    .build()))
        // What one deployment says of itself can be given to another construct.
        .revision(revision)
        .build();
  }

  private static void addKnative(final Chart chart, final RestateAdmin admin) {
    RestateKnativeDeployment.Builder.create(chart, "knative")
        .admin(admin)
        .tag("stable")
        .minScale(1)
        .maxScale(5)
        .target(10)
        .rolloutDuration(Duration.minutes(1))
        // Typed parts may stand in a map.
        .rawTemplate(
            Map.of(
                "spec",
                Map.of(
                    "timeoutSeconds",
                    600,
                    "containers",
                    List.of(
                        Map.of(
                            "name",
                            "knative",
                            "image",
                            "registry.example.com/knative:1",
                            "ports",
                            List.of(Map.of("name", "h2c", "containerPort", 9080)),
                            "resources",
                            Map.of("limits", Map.of("memory", Quantity.fromString("1Gi"))))))))
        .build();
    KnativeService.Builder.create(chart, "simple")
        .admin(admin)
        .ingress(RestateKnativeIngress.kourier())
        .image("registry.example.com/simple:1")
        .port(8080)
        .build();
  }

  private static void addCloud(final Chart chart) {
    final RestateCloudEnvironment cloud =
        RestateCloudEnvironment.Builder.create(chart, "cloud")
            .environmentId("env_201k0example")
            .region("eu")
            .signingPublicKey("publickeyv1_w7YHemBctH5Ck2nQRQ47iBBqhNHy4FV7t2Usbye2A6f")
            .bearerToken(secretKey("restate-cloud", "token"))
            .tunnel(
                RestateCloudTunnel.builder()
                    .replicas(2)
                    .resources(
                        ResourceRequirements.builder()
                            .requests(Map.of("cpu", Quantity.fromNumber(1)))
                            .build())
                    .remoteProxy(true)
                    .build())
            .build();
    RestateDeployment.Builder.create(chart, "in-cloud")
        .admin(RestateAdmin.fromCloud(cloud))
        .externalAutoscaling(
            RestateExternalAutoscaling.builder().minReplicas(0).maxReplicas(4).build())
        .template(
            PodTemplateSpec.builder()
                .metadata(
                    ObjectMeta.builder()
                        .labels(Map.of("app", "in-cloud"))
                        .annotations(
                            Map.of(
                                "example.com/address",
                                cloud.tunnelUrl("http://greeter.shop:9080")))
                        .build())
                .spec(
                    PodSpec.builder()
                        .containers(
                            List.of(
                                Container.builder()
                                    .name("app")
                                    .image("registry.example.com/in-cloud:1")
                                    .build()))
                        .build())
                .build())
        .build();
  }

  private static SecretKeySelector secretKey(final String name, final String key) {
    return SecretKeySelector.builder().name(name).key(key).build();
  }
}
