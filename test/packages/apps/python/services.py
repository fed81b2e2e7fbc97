"""Every construct that runs or registers services: the same app as typescript/services.ts."""

from cdk8s import App, Chart, Duration
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    EnvoySidecar,
    KnativeService,
    RestateAdmin,
    RestateAutoscaling,
    RestateCaBundle,
    RestateCloudEnvironment,
    RestateCloudTunnel,
    RestateCluster,
    RestateDeletionPolicy,
    RestateDeployment,
    RestateDnsEgress,
    RestateEndpoint,
    RestateExternalAutoscaling,
    RestateGate,
    RestateImagePullPolicy,
    RestateKafkaCluster,
    RestateKafkaSource,
    RestateKnativeDeployment,
    RestateKnativeIngress,
    RestateRegistration,
    RestateRegistrationMetadata,
    RestateRuntime,
    RestateRuntimeAccess,
    RestateRuntimeMode,
    RestateRuntimeMonitoring,
    RestateRuntimeNetworkPolicy,
    RestateServiceMesh,
    RestateSubscription,
)

app = App()
chart = Chart(app, "services", namespace="shop")
admin = RestateAdmin.from_cluster(
    RestateCluster.from_cluster_name(
        "restate",
        runtime_access=RestateRuntimeAccess.granted(services_in=["elsewhere"]),
    )
)

runtime = RestateRuntime(
    chart,
    "runtime",
    name="shop",
    mode=RestateRuntimeMode.jobs(sweep_every=Duration.minutes(10)),
    service_account_name="restate-runtime",
    knative=True,
    network_policy=RestateRuntimeNetworkPolicy(
        api_server_cidrs=["10.0.0.10/32"],
        api_server_ports=[6443],
        dns_egress=RestateDnsEgress(port=5353),
        egress_rules=[
            k8s.NetworkPolicyEgressRule(
                ports=[
                    k8s.NetworkPolicyPort(
                        protocol="TCP", port=k8s.IntOrString.from_number(3128)
                    )
                ]
            )
        ],
    ),
    monitoring=RestateRuntimeMonitoring(
        alert_labels={"team": "shop"},
        runbook_url="https://wiki.example.com/restate",
        dashboard=False,
        drain_age=Duration.days(7),
    ),
    labels={"team": "shop"},
    annotations={"example.com/owner": "shop"},
    image="registry.example.com/node:24-alpine",
    image_pull_policy=RestateImagePullPolicy.IF_NOT_PRESENT,
    image_pull_secrets=["registry"],
    resources=k8s.ResourceRequirements(limits={"memory": k8s.Quantity.from_string("256Mi")}),
    pod_labels={"example.com/egress": "api"},
    pod_annotations={"example.com/log": "json"},
    overrides={"spec": {"priorityClassName": "low", "hostUsers": False}},
)

greeter = RestateDeployment(
    chart,
    "greeter",
    name="greeter-service",
    labels={"team": "shop"},
    annotations={"example.com/owner": "shop"},
    admin=admin,
    replicas=2,
    selector=k8s.LabelSelector(match_labels={"app": "greeter"}),
    template=k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels={"app": "greeter", "10": "ten", "9": "nine"}),
        spec=k8s.PodSpec(
            containers=[
                k8s.Container(
                    name="greeter",
                    image="registry.example.com/greeter:1.0.0",
                    ports=[k8s.ContainerPort(name="restate", container_port=9000)],
                    resources=k8s.ResourceRequirements(
                        requests={"cpu": k8s.Quantity.from_string("250m")}
                    ),
                    readiness_probe=k8s.Probe(
                        tcp_socket=k8s.TcpSocketAction(
                            port=k8s.IntOrString.from_string("restate")
                        )
                    ),
                )
            ],
            volumes=[k8s.Volume(name="scratch", empty_dir=k8s.EmptyDirVolumeSource())],
        ),
    ),
    min_ready=Duration.seconds(5),
    revision_history_limit=3,
    gate=RestateGate.hold(),
    service_path="restate",
    use_http11=True,
    drain_delay=Duration.minutes(10),
    deletion_policy=RestateDeletionPolicy.drain_then_force(Duration.days(7)),
    paused=True,
    breaking=True,
    registration_metadata=RestateRegistrationMetadata.of(
        git_revision="0a1b2c3",
        more={"team": "shop", "10": "ten"},
    ),
    service_mesh=RestateServiceMesh.linkerd(),
    cluster_dns="k8s.example.com",
    runtime=runtime,
)

# The sidecar takes a template, typed or not, and gives a map.
envoy = EnvoySidecar(chart, "envoy")
RestateDeployment(
    chart,
    "cart",
    admin=RestateAdmin.from_service(
        "restate",
        "restate-two",
        port=443,
        path="/admin",
        bearer_token=k8s.SecretKeySelector(name="restate-admin", key="token"),
        headers={"x-tenant": k8s.SecretKeySelector(name="restate-admin", key="tenant")},
    ),
    raw_template=envoy.add_to_pod_template(
        {
            "metadata": {"labels": {"app": "cart"}},
            "spec": {
                "hostnameOverride": "cart",
                "containers": [{"name": "cart", "image": "registry.example.com/cart:2"}],
            },
        }
    ),
    headless_service=True,
    autoscaling=RestateAutoscaling(
        min_replicas=2,
        max_replicas=20,
        metrics=[
            k8s.MetricSpecV2(
                type="Resource",
                resource=k8s.ResourceMetricSourceV2(
                    name="cpu",
                    target=k8s.MetricTargetV2(type="Utilization", average_utilization=70),
                ),
            )
        ],
        behavior=k8s.HorizontalPodAutoscalerBehaviorV2(
            scale_down=k8s.HpaScalingRulesV2(stabilization_window_seconds=600)
        ),
        overrides={"behavior": {"scaleUp": {"selectPolicy": "Max"}}},
    ),
)

RestateRegistration(
    chart,
    "plain",
    admin=RestateAdmin.from_url(
        "https://restate.example.com:9070",
        ca=RestateCaBundle.from_config_map("private-ca", "ca.crt"),
    ),
    endpoint=RestateEndpoint.from_service("plain", namespace="elsewhere", port=8080),
    revision="registry.example.com/plain:1",
    headers={"x-tenant": "shop", "x-caller": "restate"},
    secret_headers={"x-api-key": k8s.SecretKeySelector(name="plain", key="api-key")},
    deletion_policy=RestateDeletionPolicy.force(),
)
RestateRegistration(
    chart,
    "function",
    admin=admin,
    endpoint=RestateEndpoint.from_lambda_arn(
        "arn:aws:lambda:us-east-1:123456789012:function:service:7",
        assume_role_arn="arn:aws:iam::123456789012:role/restate",
    ),
    # What one deployment says of itself can be given to another construct.
    revision=greeter.version_name,
)

kafka = RestateKafkaCluster(
    chart,
    "events",
    admin=admin,
    brokers=["kafka-1.elsewhere.svc:9092", "kafka-2.elsewhere.svc:9092"],
    properties={"sasl.username": "restate", "sasl.mechanism": "PLAIN"},
    secret_properties={"sasl.password": k8s.SecretKeySelector(name="kafka", key="password")},
)
RestateSubscription(
    chart,
    "orders",
    source=RestateKafkaSource.from_cluster(kafka, "orders"),
    service="Checkout",
    handler="order",
    group_id="checkout",
    options={"auto.offset.reset": "earliest"},
)
RestateSubscription(
    chart,
    "payments",
    source=RestateKafkaSource.from_configuration(admin, "main", "payments"),
    service="Checkout",
    handler="paid",
    secret_options={"sasl.password": k8s.SecretKeySelector(name="kafka", key="password")},
)

RestateKnativeDeployment(
    chart,
    "knative",
    admin=admin,
    tag="stable",
    min_scale=1,
    max_scale=5,
    target=10,
    rollout_duration=Duration.minutes(1),
    # Typed parts may stand in a map.
    raw_template={
        "spec": {
            "timeoutSeconds": 600,
            "containers": [
                {
                    "name": "knative",
                    "image": "registry.example.com/knative:1",
                    "ports": [{"name": "h2c", "containerPort": 9080}],
                    "resources": {"limits": {"memory": k8s.Quantity.from_string("1Gi")}},
                }
            ],
        }
    },
)
KnativeService(
    chart,
    "simple",
    admin=admin,
    ingress=RestateKnativeIngress.kourier(),
    image="registry.example.com/simple:1",
    port=8080,
)

cloud = RestateCloudEnvironment(
    chart,
    "cloud",
    environment_id="env_201k0example",
    region="eu",
    signing_public_key="publickeyv1_w7YHemBctH5Ck2nQRQ47iBBqhNHy4FV7t2Usbye2A6f",
    bearer_token=k8s.SecretKeySelector(name="restate-cloud", key="token"),
    tunnel=RestateCloudTunnel(
        replicas=2,
        resources=k8s.ResourceRequirements(requests={"cpu": k8s.Quantity.from_number(1)}),
        remote_proxy=True,
    ),
)
RestateDeployment(
    chart,
    "in-cloud",
    admin=RestateAdmin.from_cloud(cloud),
    external_autoscaling=RestateExternalAutoscaling(min_replicas=0, max_replicas=4),
    template=k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(
            labels={"app": "in-cloud"},
            annotations={"example.com/address": cloud.tunnel_url("http://greeter.shop:9080")},
        ),
        spec=k8s.PodSpec(
            containers=[k8s.Container(name="app", image="registry.example.com/in-cloud:1")]
        ),
    ),
)

app.synth()
