"""Every prop of RestateCluster: the same app as typescript/clusters.ts."""

from cdk8s import App, Chart, Duration, Size
from cdk8s_plus_28 import k8s
from cdk8s_restate import (
    EnvoyForwardProxy,
    EnvoySidecar,
    RestateCluster,
    RestateClusterCompute,
    RestateClusterMonitoring,
    RestateClusterSecurity,
    RestateClusterService,
    RestateClusterStorage,
    RestateConfig,
    RestateDnsPolicy,
    RestateIdentity,
    RestateDnsEgress,
    RestateImagePullPolicy,
    RestateIpFamily,
    RestatePublicEgress,
    RestateServiceEgress,
    RestateNetworkPeers,
    RestateObjectStore,
    RestateOperatorPeer,
    RestatePlatform,
    RestateServiceMesh,
    RestateServiceType,
    RestateSigningKey,
    RestateSnapshots,
    RestateTrustedCaCert,
)


def namespace(name):
    return k8s.NetworkPolicyPeer(
        namespace_selector=k8s.LabelSelector(
            match_labels={"kubernetes.io/metadata.name": name}
        )
    )


app = App()
chart = Chart(app, "clusters")

production = RestateCluster(
    chart,
    "production",
    name="restate-production",
    labels={"team": "payments", "example.com/tier": "critical"},
    annotations={"example.com/owner": "payments@example.com"},
    cluster_name="payments",
    auto_provision=True,
    compute=RestateClusterCompute(
        replicas=3,
        image="registry.example.com/restate:1.5",
        image_pull_policy=RestateImagePullPolicy.ALWAYS,
        image_pull_secrets=["registry"],
        command=["/usr/local/bin/restate-server"],
        args=["--wait"],
        env=[
            k8s.EnvVar(name="RUST_LOG", value="info"),
            k8s.EnvVar(
                name="RESTATE_WORKER__SNAPSHOTS__AWS_SECRET_ACCESS_KEY",
                value_from=k8s.EnvVarSource(
                    secret_key_ref=k8s.SecretKeySelector(name="bucket", key="secret")
                ),
            ),
        ],
        resources=k8s.ResourceRequirements(
            requests={
                "cpu": k8s.Quantity.from_string("500m"),
                "memory": k8s.Quantity.from_string("4Gi"),
            },
            limits={
                "cpu": k8s.Quantity.from_number(2),
                "memory": k8s.Quantity.from_string("4Gi"),
            },
        ),
        labels={"example.com/pod": "node"},
        annotations={"prometheus.io/scrape": "true"},
        affinity=k8s.Affinity(
            pod_anti_affinity=k8s.PodAntiAffinity(
                required_during_scheduling_ignored_during_execution=[
                    k8s.PodAffinityTerm(
                        topology_key="kubernetes.io/hostname",
                        label_selector=k8s.LabelSelector(
                            match_labels={"app.kubernetes.io/instance": "restate-production"}
                        ),
                    )
                ]
            )
        ),
        node_selector={"kubernetes.io/arch": "amd64"},
        tolerations=[
            k8s.Toleration(
                key="dedicated", operator="Equal", value="restate", effect="NoSchedule"
            )
        ],
        topology_spread_constraints=[
            k8s.TopologySpreadConstraint(
                max_skew=1,
                topology_key="topology.kubernetes.io/zone",
                when_unsatisfiable="DoNotSchedule",
                label_selector=k8s.LabelSelector(
                    match_expressions=[
                        k8s.LabelSelectorRequirement(
                            key="app.kubernetes.io/instance",
                            operator="In",
                            values=["restate-production"],
                        )
                    ]
                ),
            )
        ],
        priority_class_name="stateful",
        dns_policy=RestateDnsPolicy.NONE,
        dns_config=k8s.PodDnsConfig(
            nameservers=["10.0.0.10"],
            options=[k8s.PodDnsConfigOption(name="ndots", value="2")],
        ),
        lifecycle=k8s.Lifecycle(
            pre_stop=k8s.LifecycleHandler(
                http_get=k8s.HttpGetAction(
                    path="/stop", port=k8s.IntOrString.from_string("admin")
                )
            )
        ),
        termination_grace_period=Duration.seconds(90),
        sidecars=[
            k8s.Container(
                name="exporter",
                image="registry.example.com/exporter:2",
                ports=[k8s.ContainerPort(name="exporter", container_port=9100)],
                readiness_probe=k8s.Probe(
                    http_get=k8s.HttpGetAction(
                        path="/ready", port=k8s.IntOrString.from_number(9100)
                    )
                ),
                volume_mounts=[k8s.VolumeMount(name="scratch", mount_path="/scratch")],
            )
        ],
        extra_volumes=[
            k8s.Volume(
                name="scratch",
                empty_dir=k8s.EmptyDirVolumeSource(
                    size_limit=k8s.Quantity.from_string("1Gi")
                ),
            ),
            k8s.Volume(
                name="extras",
                config_map=k8s.ConfigMapVolumeSource(name="extras", optional=True),
            ),
        ],
        extra_volume_mounts=[
            k8s.VolumeMount(name="extras", mount_path="/extras", read_only=True)
        ],
        overrides={
            "spec": {
                "hostUsers": False,
                "securityContext": {"supplementalGroupsPolicy": "Strict"},
                "containers": [
                    {
                        "name": "restate",
                        "startupProbe": {"tcpSocket": {"port": 8080}},
                        # Removes a generated field: None would not arrive.
                        "readinessProbe": {"$patch": "delete"},
                    }
                ],
            }
        },
    ),
    storage=RestateClusterStorage(
        size=Size.gibibytes(64),
        storage_class_name="fast",
        volume_attributes_class_name="gold",
    ),
    monitoring=RestateClusterMonitoring(
        scrapers=[namespace("monitoring")],
        labels={"release": "prometheus"},
        scrape_every=Duration.seconds(30),
        snapshot_age=Duration.hours(6),
        free_disk_percent=20,
    ),
    config=RestateConfig.from_object(
        {
            "roles": ["worker", "admin", "log-server", "metadata-server", "http-ingress"],
            "auto-provision": False,
            "default-num-partitions": 24,
            "default-replication": 2,
            "metadata-server": {"type": "replicated"},
            "metadata-client": {"addresses": ["http://restate-cluster:5122/"]},
            "bifrost": {"default-provider": "replicated"},
            "rocksdb-total-memtables-ratio": 0.5,
            "admin": {"query-engine": {"memory-size": "1GB"}},
        }
    ),
    security=RestateClusterSecurity(
        network_peers=RestateNetworkPeers(
            ingress=[],
            admin=[
                k8s.NetworkPolicyPeer(
                    ip_block=k8s.IpBlock(cidr="10.0.0.0/8", except_=["10.1.0.0/16"])
                )
            ],
            node=[namespace("monitoring")],
        ),
        network_egress_rules=[
            k8s.NetworkPolicyEgressRule(
                to=[namespace("minio")],
                ports=[
                    k8s.NetworkPolicyPort(
                        protocol="TCP", port=k8s.IntOrString.from_number(9000)
                    )
                ],
            )
        ],
        service_annotations={"example.com/dns": "restate"},
        service_account_annotations={"example.com/account": "restate"},
        identity=RestateIdentity.aws_pod_identity("arn:aws:iam::111122223333:role/restate"),
        aws_pod_security_groups=["sg-0123456789abcdef0"],
        request_signing_private_key=RestateSigningKey.from_secret(
            "signing-key", "private.pem"
        ),
        trusted_ca_certs=[RestateTrustedCaCert(secret_name="internal-ca", key="ca.pem")],
    ),
    platform=RestatePlatform(
        cluster_dns="k8s.example.com",
        eks_cluster_name="payments-eks",
        canary_image="registry.example.com/alpine:3.21",
        operator=RestateOperatorPeer(
            namespace="restate-operator",
            label_name="app",
            label_value="restate-operator",
        ),
    ),
    service_mesh=RestateServiceMesh.istio(revision="stable"),
)
production.allow_admin_from(namespace("ci"), namespace("ops"))
production.allow_ingress_from(
    k8s.NetworkPolicyPeer(pod_selector=k8s.LabelSelector(match_labels={"role": "gateway"}))
)
production.allow_node_from(namespace("prometheus"))
production.allow_egress_to(
    k8s.NetworkPolicyEgressRule(
        to=[namespace("kafka")], ports=[k8s.NetworkPolicyPort(protocol="TCP")]
    )
)
EnvoySidecar(
    chart,
    "envoy",
    cluster=production,
    forward_proxy=EnvoyForwardProxy.dns_cache(),
    admin_port=9901,
)

# The alternatives of what the cluster above has one of.
raft = RestateCluster(
    chart,
    "raft",
    auto_provision=True,
    compute=RestateClusterCompute(replicas=3, image="restatedev/restate:1.5"),
    storage=RestateClusterStorage(size=Size.mebibytes(512)),
    config=RestateConfig.raft(
        partitions=12,
        snapshots=RestateSnapshots(url="s3://some-bucket/raft", interval_records=500),
        overrides={"log-filter": "warn"},
    ),
    security=RestateClusterSecurity(
        public_egress=RestatePublicEgress.to(["192.0.2.0/24"], ports=[443]),
        identity=RestateIdentity.gcp_service_account(
            "restate@some-project.iam.gserviceaccount.com"
        ),
        request_signing_private_key=RestateSigningKey.from_secret_provider(
            "key.pem", provider="aws", parameters={"objects": "restate/key"}
        ),
    ),
)
RestateCluster(
    chart,
    "store",
    compute=RestateClusterCompute(replicas=3, image="restatedev/restate:1.5"),
    storage=RestateClusterStorage(size=Size.gibibytes(1)),
    config=RestateConfig.object_store(
        metadata=RestateObjectStore(url="s3://some-bucket/metadata", region="eu-central-1"),
        snapshots=RestateSnapshots(
            url="s3://some-bucket/snapshots",
            endpoint_url="http://minio.minio:9000",
            allow_http=True,
        ),
    ),
    security=RestateClusterSecurity(
        disable_network_policies=True,
        identity=RestateIdentity.aws_service_account_role(
            "arn:aws:iam::111122223333:role/bucket"
        ),
    ),
)
single = RestateCluster(
    chart,
    "single",
    compute=RestateClusterCompute(image="restatedev/restate:1.5"),
    storage=RestateClusterStorage(size=Size.gibibytes(1)),
    config=RestateConfig.single_node(),
    security=RestateClusterSecurity(
        ip_families=[RestateIpFamily.IPV4, RestateIpFamily.IPV6],
        dns_egress=RestateDnsEgress(
            peers=[k8s.NetworkPolicyPeer(ip_block=k8s.IpBlock(cidr="fd00:10:53::10/128"))],
            port=5353,
        ),
        public_egress=RestatePublicEgress.all(
            except_=["198.51.100.0/24"],
            except_provider_addresses=True,
            ports=[443, 9092],
        ),
        service_egress=RestateServiceEgress(cidrs=["10.100.0.0/16"], ports=[9080, 8080]),
    ),
    # What one cluster says of itself can be given to another.
    annotations={"example.com/upstream": raft.ingress_url},
)
single.allow_runtimes_from("shop", "payments")
single.allow_services_in("shop")
RestateCluster(
    chart,
    "toml",
    compute=RestateClusterCompute(image="restatedev/restate:1.5"),
    storage=RestateClusterStorage(size=Size.gibibytes(1)),
    config=RestateConfig.from_toml("default-num-partitions = 8\n"),
    security=RestateClusterSecurity(public_egress=RestatePublicEgress.none()),
    annotations={
        "example.com/upstream": RestateCluster.from_cluster_name("elsewhere").admin_url
    },
    service=RestateClusterService(
        type=RestateServiceType.CLUSTER_IP,
        extra_ports=[
            k8s.ServicePort(
                name="proxy", port=8443, target_port=k8s.IntOrString.from_number(8444)
            )
        ],
        overrides={"ports": [{"name": "ingress", "port": 80}]},
    ),
)

app.synth()
