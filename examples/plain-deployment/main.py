from cdk8s import App, Chart
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    RestateAdmin,
    RestateCluster,
    RestateEndpoint,
    RestateRegistration,
    RestateRuntimeAccess,
)

app = App()
chart = Chart(app, "plain", namespace="services")
# A cluster of another app. Its network policies are opened from here, for the runtime and for calls to the Service, which
# takes the right to create policies in its namespace. Where its own app does so, with `allow_runtimes_from("services")` and
# `allow_services_in("services")`, this is RestateRuntimeAccess.granted(services_in=["services"]).
cluster = RestateCluster.from_cluster_name(
    "restate", runtime_access=RestateRuntimeAccess.by_network_policy()
)
admin = RestateAdmin.from_cluster(cluster)

labels = {"app": "service"}
tag = "yourtag"

# An ordinary Deployment and Service. Old code goes when its pods go: what is under way then meets the new code. With a
# RestateDeployment in their place, each version has pods and a Service of its own.
deployment = k8s.KubeDeployment(
    chart,
    "deployment",
    metadata=k8s.ObjectMeta(name="service"),
    spec=k8s.DeploymentSpec(
        replicas=1,
        selector=k8s.LabelSelector(match_labels=labels),
        template=k8s.PodTemplateSpec(
            metadata=k8s.ObjectMeta(labels=labels),
            spec=k8s.PodSpec(
                containers=[
                    k8s.Container(
                        name="service",
                        image=f"path.to/yourrepo:{tag}",
                        env=[k8s.EnvVar(name="PORT", value="9080")],
                        ports=[k8s.ContainerPort(name="restate", container_port=9080)],
                    )
                ]
            ),
        ),
    ),
)
service = k8s.KubeService(
    chart,
    "service",
    metadata=k8s.ObjectMeta(name="service"),
    spec=k8s.ServiceSpec(
        type="ClusterIP",
        selector=labels,
        ports=[k8s.ServicePort(name="restate", port=9080)],
    ),
)

# Registered at http://service.services.svc.cluster.local:9080. Another revision makes Restate discover it again, here
# once the Deployment is rolled out: it is the pods of that moment that are asked.
RestateRegistration(
    chart,
    "service-registration",
    admin=admin,
    endpoint=RestateEndpoint.from_service(service.name),
    wait_for_rollout=deployment,
    revision=tag,
)

# Any address that the server reaches, headers included: their values stay in a Secret.
RestateRegistration(
    chart,
    "partner",
    admin=admin,
    endpoint=RestateEndpoint.from_url("https://partner.example/restate"),
    secret_headers={"x-api-key": k8s.SecretKeySelector(name="partner", key="api-key")},
)

# A version of a function. The next one has another ARN: this one is removed when it has drained.
RestateRegistration(
    chart,
    "function",
    admin=admin,
    endpoint=RestateEndpoint.from_lambda_arn(
        "arn:aws:lambda:us-east-1:123456789012:function:service:7",
        assume_role_arn="arn:aws:iam::123456789012:role/restate",
    ),
)

app.synth()
