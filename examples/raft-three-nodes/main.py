from cdk8s import App, Chart, Size
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    RestateCluster,
    RestateClusterCompute,
    RestateClusterStorage,
    RestateConfig,
)

app = App()
chart = Chart(app, "raft-three-nodes")

# Three nodes that replicate their metadata by Raft. The Job that auto_provision creates provisions them.
RestateCluster(
    chart,
    "restate",
    auto_provision=True,
    compute=RestateClusterCompute(
        replicas=3,
        image="restatedev/restate:1.5",
        resources=k8s.ResourceRequirements(
            requests={
                "cpu": k8s.Quantity.from_string("1"),
                "memory": k8s.Quantity.from_string("4Gi"),
            },
            limits={"memory": k8s.Quantity.from_string("4Gi")},
        ),
        # A zone that fails takes one node with it, not two.
        topology_spread_constraints=[
            k8s.TopologySpreadConstraint(
                max_skew=1,
                topology_key="topology.kubernetes.io/zone",
                when_unsatisfiable="DoNotSchedule",
                label_selector=k8s.LabelSelector(
                    match_labels={"app.kubernetes.io/instance": "restate"}
                ),
            )
        ],
    ),
    storage=RestateClusterStorage(size=Size.gibibytes(64)),
    config=RestateConfig.raft(
        replication=2,
        # Three quarters of the memory that the pod requests.
        overrides={"rocksdb-total-memory-size": "3GB"},
    ),
)

app.synth()
