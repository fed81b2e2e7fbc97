package app;

import io.github.cdk8srestate.RestateAdmin;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterCompute;
import io.github.cdk8srestate.RestateClusterStorage;
import io.github.cdk8srestate.RestateDeployment;
import java.util.List;
import java.util.Map;
import org.cdk8s.ApiObject;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Size;
import org.cdk8s.plus28.k8s.Container;
import org.cdk8s.plus28.k8s.ContainerPort;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.ObjectMeta;
import org.cdk8s.plus28.k8s.PodSpec;
import org.cdk8s.plus28.k8s.PodTemplateSpec;

public final class Quickstart {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "quickstart");

    // One node, in a namespace of its own that is called "restate" too.
    final RestateCluster cluster =
        RestateCluster.Builder.create(chart, "restate")
            .compute(RestateClusterCompute.builder().image("restatedev/restate:1.5").build())
            .storage(RestateClusterStorage.builder().size(Size.gibibytes(2)).build())
            .build();

    // A service. Another image makes another version; the old one stays while it is needed.
    ApiObject.Builder.create(chart, "namespace")
        .apiVersion("v1")
        .kind("Namespace")
        .metadata(ApiObjectMetadata.builder().name("services").build())
        .build();
    final Map<String, String> labels = Map.of("app", "service");
    RestateDeployment.Builder.create(chart, "service")
        .namespace("services")
        .admin(RestateAdmin.fromCluster(cluster))
        .selector(LabelSelector.builder().matchLabels(labels).build())
        .template(
            PodTemplateSpec.builder()
                .metadata(ObjectMeta.builder().labels(labels).build())
                .spec(
                    PodSpec.builder()
                        .containers(
                            List.of(
                                Container.builder()
                                    .name("service")
                                    .image("path.to/yourrepo:yourtag")
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

    app.synth();
  }
}
