package app;

import io.github.cdk8srestate.RestateAdmin;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateDeployment;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.plus33.k8s.ConfigMapEnvSource;
import org.cdk8s.plus33.k8s.Container;
import org.cdk8s.plus33.k8s.EnvFromSource;
import org.cdk8s.plus33.k8s.IntOrString;
import org.cdk8s.plus33.k8s.KubeConfigMap;
import org.cdk8s.plus33.k8s.ObjectMeta;
import org.cdk8s.plus33.k8s.PodSpec;
import org.cdk8s.plus33.k8s.Probe;
import org.cdk8s.plus33.k8s.Quantity;
import org.cdk8s.plus33.k8s.ResourceRequirements;
import org.cdk8s.plus33.k8s.TcpSocketAction;

/** Parts of a newer cdk8s-plus beside this library: the same app as typescript/newer-plus.ts. */
public final class NewerPlus {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "newer-plus", ChartProps.builder().namespace("shop").build());

    final KubeConfigMap settings =
        KubeConfigMap.Builder.create(chart, "settings")
            .metadata(ObjectMeta.builder().name("settings").build())
            .data(Map.of("greeting", "Hello"))
            .build();
    final PodSpec spec =
        PodSpec.builder()
            .containers(
                List.of(
                    Container.builder()
                        .name("greeter")
                        .image("registry.example.com/greeter:1")
                        .envFrom(
                            List.of(
                                EnvFromSource.builder()
                                    .configMapRef(
                                        ConfigMapEnvSource.builder().name(settings.getName()).build())
                                    .build()))
                        .readinessProbe(
                            Probe.builder()
                                .tcpSocket(
                                    TcpSocketAction.builder()
                                        .port(IntOrString.fromNumber(9080))
                                        .build())
                                .build())
                        .build()))
            .resources(
                ResourceRequirements.builder()
                    .limits(Map.of("memory", Quantity.fromString("1Gi")))
                    .build())
            .build();
    RestateDeployment.Builder.create(chart, "greeter")
        .admin(RestateAdmin.fromCluster(RestateCluster.fromClusterName("restate")))
        .rawTemplate(Map.of("metadata", Map.of("labels", Map.of("app", "greeter")), "spec", spec))
        .build();

    app.synth();
  }
}
