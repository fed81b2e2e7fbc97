from cdk8s import App, Chart, Duration
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    RestateAdmin,
    RestateCluster,
    RestateDeletionPolicy,
    RestateDeployment,
    RestateGate,
    RestateRuntime,
    RestateRuntimeAccess,
    RestateRuntimeMode,
)

app = App()
chart = Chart(app, "shop", namespace="services")

# A cluster that was made elsewhere: by another app, or by the operator. Its network policies let nobody in who registers
# services, unless its own app says `cluster.allow_runtimes_from("services")`, or this one adds a policy.
cluster = RestateCluster.from_cluster_name(
    "restate", runtime_access=RestateRuntimeAccess.by_network_policy()
)

# Left out, the first deployment makes one, called after the chart. Here it is a pod that watches, so that versions
# are drained within seconds, and its image comes from a registry of one's own.
RestateRuntime(
    chart,
    "shop",
    mode=RestateRuntimeMode.deployment(),
    image="registry.example/library/node:24-alpine",
    image_pull_secrets=["registry"],
)

# Other settings have another name: a version that drains keeps those that it has read.
data = {"GREETING": "hello"}
settings = k8s.KubeConfigMap(
    chart,
    "settings",
    metadata=k8s.ObjectMeta(name=RestateDeployment.content_name("greeter-settings", data)),
    immutable=True,
    data=data,
)

greeter = RestateDeployment(
    chart,
    "greeter",
    admin=RestateAdmin.from_cluster(cluster),
    replicas=2,
    # How long a version stays after the last invocation that needed it, and how many are kept to roll back to.
    drain_delay=Duration.minutes(10),
    revision_history_limit=3,
    # What happens once this deployment is deleted from the app.
    deletion_policy=RestateDeletionPolicy.drain_then_force(Duration.days(7)),
    selector=k8s.LabelSelector(match_labels={"app": "greeter"}),
    template=k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels={"app": "greeter"}),
        spec=k8s.PodSpec(
            containers=[
                k8s.Container(
                    name="greeter",
                    image="registry.example/greeter:1.0.0",
                    env_from=[
                        k8s.EnvFromSource(
                            config_map_ref=k8s.ConfigMapEnvSource(name=settings.name)
                        )
                    ],
                    ports=[k8s.ContainerPort(name="restate", container_port=9080)],
                )
            ]
        ),
    ),
)

# They stay as long as any version that names them, and go with the last one.
greeter.add_companion(settings)

# A field that is newer than the types: the template as a map.
RestateDeployment(
    chart,
    "cart",
    admin=RestateAdmin.from_cluster(cluster),
    # A new version serves once this Job, which gets its URL, is complete; until then the one before does.
    gate=RestateGate.job(
        timeout=Duration.minutes(5),
        raw_template={
            "spec": {
                "containers": [
                    {"name": "smoke-test", "image": "registry.example/cart-smoke-test:1.4.0"}
                ],
            },
        },
    ),
    raw_template={
        "metadata": {"labels": {"app": "cart"}},
        "spec": {
            "hostnameOverride": "cart",
            "containers": [{"name": "cart", "image": "registry.example/cart:2.3.1"}],
        },
    },
)

app.synth()
