package app;

import io.github.cdk8srestate.RestateAdmin;
import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterReferenceOptions;
import io.github.cdk8srestate.RestateEndpoint;
import io.github.cdk8srestate.RestateLambdaOptions;
import io.github.cdk8srestate.RestateRegistration;
import io.github.cdk8srestate.RestateRuntimeAccess;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.plus28.k8s.Container;
import org.cdk8s.plus28.k8s.ContainerPort;
import org.cdk8s.plus28.k8s.DeploymentSpec;
import org.cdk8s.plus28.k8s.EnvVar;
import org.cdk8s.plus28.k8s.KubeDeployment;
import org.cdk8s.plus28.k8s.KubeService;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.ObjectMeta;
import org.cdk8s.plus28.k8s.PodSpec;
import org.cdk8s.plus28.k8s.PodTemplateSpec;
import org.cdk8s.plus28.k8s.SecretKeySelector;
import org.cdk8s.plus28.k8s.ServicePort;
import org.cdk8s.plus28.k8s.ServiceSpec;

public final class PlainDeployment {
  private static final String TAG = "yourtag";
  private static final Map<String, String> LABELS = Map.of("app", "service");

  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "plain", ChartProps.builder().namespace("services").build());
    // A cluster of another app. Its network policies are opened from here, for the runtime and for calls to the Service,
    // which takes the right to create policies in its namespace. Where its own app does so, with `allowRuntimesFrom` and
    // `allowServicesIn`, this is RestateRuntimeAccess.granted with servicesIn.
    final RestateAdmin admin =
        RestateAdmin.fromCluster(
            RestateCluster.fromClusterName(
                "restate",
                RestateClusterReferenceOptions.builder()
                    .runtimeAccess(RestateRuntimeAccess.byNetworkPolicy())
                    .build()));

    final KubeDeployment deployment = addDeployment(chart);
    final KubeService service = addService(chart);

    // Registered at http://service.services.svc.cluster.local:9080. Another revision makes Restate discover it again,
    // here once the Deployment is rolled out: it is the pods of that moment that are asked.
    RestateRegistration.Builder.create(chart, "service-registration")
        .admin(admin)
        .endpoint(RestateEndpoint.fromService(service.getName()))
        .waitForRollout(deployment)
        .revision(TAG)
        .build();

    // Any address that the server reaches, headers included: their values stay in a Secret.
    RestateRegistration.Builder.create(chart, "partner")
        .admin(admin)
        .endpoint(RestateEndpoint.fromUrl("https://partner.example/restate"))
        .secretHeaders(
            Map.of(
                "x-api-key", SecretKeySelector.builder().name("partner").key("api-key").build()))
        .build();

    // A version of a function. The next one has another ARN: this one is removed when it has drained.
    RestateRegistration.Builder.create(chart, "function")
        .admin(admin)
        .endpoint(
            RestateEndpoint.fromLambdaArn(
                "arn:aws:lambda:us-east-1:123456789012:function:service:7",
                RestateLambdaOptions.builder()
                    .assumeRoleArn("arn:aws:iam::123456789012:role/restate")
                    .build()))
        .build();

    app.synth();
  }

  /**
   * An ordinary Deployment and Service. Old code goes when its pods go: what is under way then meets the new code. With a
   * RestateDeployment in their place, each version has pods and a Service of its own.
   */
  private static KubeDeployment addDeployment(final Chart chart) {
    return KubeDeployment.Builder.create(chart, "deployment")
        .metadata(ObjectMeta.builder().name("service").build())
        .spec(
            DeploymentSpec.builder()
                .replicas(1)
                .selector(LabelSelector.builder().matchLabels(LABELS).build())
                .template(
                    PodTemplateSpec.builder()
                        .metadata(ObjectMeta.builder().labels(LABELS).build())
                        .spec(PodSpec.builder().containers(List.of(container())).build())
                        .build())
                .build())
        .build();
  }

  private static KubeService addService(final Chart chart) {
    return KubeService.Builder.create(chart, "service")
        .metadata(ObjectMeta.builder().name("service").build())
        .spec(
            ServiceSpec.builder()
                .type("ClusterIP")
                .selector(LABELS)
                .ports(List.of(ServicePort.builder().name("restate").port(9080).build()))
                .build())
        .build();
  }

  private static Container container() {
    return Container.builder()
        .name("service")
        .image("path.to/yourrepo:" + TAG)
        .env(List.of(EnvVar.builder().name("PORT").value("9080").build()))
        .ports(List.of(ContainerPort.builder().name("restate").containerPort(9080).build()))
        .build();
  }
}
