package app;

import io.github.cdk8srestate.RestateCluster;
import io.github.cdk8srestate.RestateClusterCompute;
import io.github.cdk8srestate.RestateClusterStorage;
import io.github.cdk8srestate.RestateConfig;
import io.github.cdk8srestate.RestateRaftConfig;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.Size;
import org.cdk8s.plus28.k8s.LabelSelector;
import org.cdk8s.plus28.k8s.Quantity;
import org.cdk8s.plus28.k8s.ResourceRequirements;
import org.cdk8s.plus28.k8s.TopologySpreadConstraint;

public final class RaftThreeNodes {
  public static void main(final String[] args) {
    final App app = new App();
    final Chart chart = new Chart(app, "raft-three-nodes");

    // Three nodes that replicate their metadata by Raft. The Job that autoProvision creates provisions them.
    RestateCluster.Builder.create(chart, "restate")
        .autoProvision(true)
        .compute(
            RestateClusterCompute.builder()
                .replicas(3)
                .image("restatedev/restate:1.5")
                .resources(
                    ResourceRequirements.builder()
                        .requests(
                            Map.of(
                                "cpu", Quantity.fromString("1"),
                                "memory", Quantity.fromString("4Gi")))
                        .limits(Map.of("memory", Quantity.fromString("4Gi")))
                        .build())
                // A zone that fails takes one node with it, not two.
                .topologySpreadConstraints(
                    List.of(
                        TopologySpreadConstraint.builder()
                            .maxSkew(1)
                            .topologyKey("topology.kubernetes.io/zone")
                            .whenUnsatisfiable("DoNotSchedule")
                            .labelSelector(
                                LabelSelector.builder()
                                    .matchLabels(Map.of("app.kubernetes.io/instance", "restate"))
                                    .build())
                            .build()))
                .build())
        .storage(RestateClusterStorage.builder().size(Size.gibibytes(64)).build())
        .config(
            RestateConfig.raft(
                RestateRaftConfig.builder()
                    .replication(2)
                    // Three quarters of the memory that the pod requests.
                    .overrides(Map.of("rocksdb-total-memory-size", "3GB"))
                    .build()))
        .build();

    app.synth();
  }
}
