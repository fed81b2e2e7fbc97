"""Parts of a newer cdk8s-plus beside this library: the same app as typescript/newer-plus.ts."""

from cdk8s import App, Chart
from cdk8s_plus_33 import k8s
from cdk8s_restate import RestateAdmin, RestateCluster, RestateDeployment

app = App()
chart = Chart(app, "newer-plus", namespace="shop")

settings = k8s.KubeConfigMap(
    chart,
    "settings",
    metadata=k8s.ObjectMeta(name="settings"),
    data={"greeting": "Hello"},
)
spec = k8s.PodSpec(
    containers=[
        k8s.Container(
            name="greeter",
            image="registry.example.com/greeter:1",
            env_from=[
                k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=settings.name))
            ],
            readiness_probe=k8s.Probe(
                tcp_socket=k8s.TcpSocketAction(port=k8s.IntOrString.from_number(9080))
            ),
        )
    ],
    resources=k8s.ResourceRequirements(limits={"memory": k8s.Quantity.from_string("1Gi")}),
)
RestateDeployment(
    chart,
    "greeter",
    admin=RestateAdmin.from_cluster(RestateCluster.from_cluster_name("restate")),
    raw_template={"metadata": {"labels": {"app": "greeter"}}, "spec": spec},
)

app.synth()
