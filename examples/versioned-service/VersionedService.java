package app;

import io.github.cdk8srestate.RestateAdmin;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterReferenceOptions;
import io.github.cdk8srestate.RestateDeletionPolicy;
import io.github.cdk8srestate.RestateDeployment;
import io.github.cdk8srestate.RestateGate;
import io.github.cdk8srestate.RestateGateJobProps;
import io.github.cdk8srestate.RestateRuntime;
import io.github.cdk8srestate.RestateRuntimeAccess;
import io.github.cdk8srestate.RestateRuntimeMode;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.Duration;
import org.cdk8s.plus28.k8s.ConfigMapEnvSource;
import org.cdk8s.plus28.k8s.Container;
import org.cdk8s.plus28.k8s.ContainerPort;
import org.cdk8s.plus28.k8s.EnvFromSource;
import org.cdk8s.plus28.k8s.KubeConfigMap;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.ObjectMeta;
import org.cdk8s.plus28.k8s.PodSpec;
import org.cdk8s.plus28.k8s.PodTemplateSpec;

public final class VersionedService {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "shop", ChartProps.builder().namespace("services").build());

    // A cluster that was made elsewhere: by another app, or by the operator. Its network policies let nobody in who
    // registers services, unless its own app says `cluster.allowRuntimesFrom`, or this one adds a policy.
    final RestateAdmin admin =
        RestateAdmin.fromCluster(
            RestateCluster.fromClusterName(
                "restate",
                RestateClusterReferenceOptions.builder()
                    .runtimeAccess(RestateRuntimeAccess.byNetworkPolicy())
                    .build()));

    // Left out, the first deployment makes one, called after the chart. Here it is a pod that watches, so that versions
    // are drained within seconds, and its image comes from a registry of one's own.
    RestateRuntime.Builder.create(chart, "shop")
        .mode(RestateRuntimeMode.deployment())
        .image("registry.example/library/node:24-alpine")
        .imagePullSecrets(List.of("registry"))
        .build();

    // Other settings have another name: a version that drains keeps those that it has read.
    final Map<String, String> data = Map.of("GREETING", "hello");
    final KubeConfigMap settings =
        KubeConfigMap.Builder.create(chart, "settings")
            .metadata(
                ObjectMeta.builder()
                    .name(RestateDeployment.contentName("greeter-settings", data))
                    .build())
            .immutable(true)
            .data(data)
            .build();

    final Map<String, String> labels = Map.of("app", "greeter");
    final RestateDeployment greeter = RestateDeployment.Builder.create(chart, "greeter")
        .admin(admin)
        .replicas(2)
        // How long a version stays after the last invocation that needed it, and how many are kept to roll back to.
        .drainDelay(Duration.minutes(10))
        .revisionHistoryLimit(3)
        // What happens once this deployment is deleted from the app.
        .deletionPolicy(RestateDeletionPolicy.drainThenForce(Duration.days(7)))
        .selector(LabelSelector.builder().matchLabels(labels).build())
        .template(
            PodTemplateSpec.builder()
                .metadata(ObjectMeta.builder().labels(labels).build())
                .spec(
                    PodSpec.builder()
                        .containers(
                            List.of(
                                Container.builder()
                                    .name("greeter")
                                    .image("registry.example/greeter:1.0.0")
                                    .envFrom(List.of(settingsOf(settings)))
                                    .ports(
                                        List.of(
                                            ContainerPort.builder()
                                                .name("restate")
                                                .containerPort(9080)
                                                .build()))
                                    .build()))
                        .build())
                .build())
        .build();

    // They stay as long as any version that names them, and go with the last one.
    greeter.addCompanion(settings);

    // A field that is newer than the types: the template as a map.
    RestateDeployment.Builder.create(chart, "cart")
        .admin(admin)
        // A new version serves once this Job, which gets its URL, is complete; until then the one before does.
        .gate(
            RestateGate.job(
                RestateGateJobProps.builder()
                    .timeout(Duration.minutes(5))
                    .rawTemplate(
                        Map.of(
                            "spec",
                            Map.of(
                                "containers",
                                List.of(
                                    Map.of(
                                        "name",
                                        "smoke-test",
                                        "image",
                                        "registry.example/cart-smoke-test:1.4.0")))))
                    .build()))
        .rawTemplate(
            Map.of(
                "metadata",
                Map.of("labels", Map.of("app", "cart")),
                "spec",
                Map.of(
                    "hostnameOverride",
                    "cart",
                    "containers",
                    List.of(Map.of("name", "cart", "image", "registry.example/cart:2.3.1")))))
        .build();

    app.synth();
  }

  private static EnvFromSource settingsOf(final KubeConfigMap settings) {
    return EnvFromSource.builder()
        .configMapRef(ConfigMapEnvSource.builder().name(settings.getName()).build())
        .build();
  }
}
