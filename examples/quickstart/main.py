from cdk8s import ApiObject, ApiObjectMetadata, App, Chart, Size
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    RestateAdmin,
    RestateCluster,
    RestateClusterCompute,
    RestateClusterStorage,
    RestateDeployment,
)

app = App()
chart = Chart(app, "quickstart")

# One node, in a namespace of its own that is called "restate" too.
cluster = RestateCluster(
    chart,
    "restate",
    compute=RestateClusterCompute(image="restatedev/restate:1.5"),
    storage=RestateClusterStorage(size=Size.gibibytes(2)),
)

# A service. Another image makes another version; the old one stays while it is needed.
ApiObject(
    chart,
    "namespace",
    api_version="v1",
    kind="Namespace",
    metadata=ApiObjectMetadata(name="services"),
)
RestateDeployment(
    chart,
    "service",
    namespace="services",
    admin=RestateAdmin.from_cluster(cluster),
    selector=k8s.LabelSelector(match_labels={"app": "service"}),
    template=k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels={"app": "service"}),
        spec=k8s.PodSpec(
            containers=[
                k8s.Container(
                    name="service",
                    image="path.to/yourrepo:yourtag",
                    ports=[k8s.ContainerPort(name="restate", container_port=9080)],
                )
            ]
        ),
    ),
)

app.synth()
