package app;

import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterCompute;
import io.github.cdk8srestate.RestateClusterStorage;
import io.github.cdk8srestate.RestateConfig;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Size;

/** All faults of the app are reported at once. */
public final class WrongProps {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "wrong-props");

    RestateCluster.Builder.create(chart, "restate")
        .compute(
            RestateClusterCompute.builder().image("restatedev/restate:1.5").replicas(-1).build())
        .storage(RestateClusterStorage.builder().size(Size.gibibytes(0)).build())
        .config(RestateConfig.fromToml("auto-provision = = false"))
        .build();

    app.synth();
  }
}
