// Every prop of RestateCluster: the same app as typescript/clusters.ts.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

type stringMap = map[string]*string

func namespace(name string) *k8s.NetworkPolicyPeer {
	return &k8s.NetworkPolicyPeer{
		NamespaceSelector: &k8s.LabelSelector{
			MatchLabels: &stringMap{"kubernetes.io/metadata.name": jsii.String(name)},
		},
	}
}

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("clusters"), nil)
	addProduction(chart)
	addAlternatives(chart)
	app.Synth()
}

func addProduction(chart cdk8s.Chart) {
	production := cdk8srestate.NewRestateCluster(chart, jsii.String("production"), &cdk8srestate.RestateClusterProps{
		Name:          jsii.String("restate-production"),
		Labels:        &stringMap{"team": jsii.String("payments"), "example.com/tier": jsii.String("critical")},
		Annotations:   &stringMap{"example.com/owner": jsii.String("payments@example.com")},
		ClusterName:   jsii.String("payments"),
		AutoProvision: jsii.Bool(true),
		Compute:       productionCompute(),
		Storage: &cdk8srestate.RestateClusterStorage{
			Size:                      cdk8s.Size_Gibibytes(jsii.Number(64)),
			StorageClassName:          jsii.String("fast"),
			VolumeAttributesClassName: jsii.String("gold"),
		},
		Monitoring: &cdk8srestate.RestateClusterMonitoring{
			Scrapers:        &[]*k8s.NetworkPolicyPeer{namespace("monitoring")},
			Labels:          &stringMap{"release": jsii.String("prometheus")},
			ScrapeEvery:     cdk8s.Duration_Seconds(jsii.Number(30)),
			SnapshotAge:     cdk8s.Duration_Hours(jsii.Number(6)),
			FreeDiskPercent: jsii.Number(20),
		},
		Config: cdk8srestate.RestateConfig_FromObject(&map[string]any{
			"roles":                         []string{"worker", "admin", "log-server", "metadata-server", "http-ingress"},
			"auto-provision":                false,
			"default-num-partitions":        24,
			"default-replication":           2,
			"metadata-server":               map[string]any{"type": "replicated"},
			"metadata-client":               map[string]any{"addresses": []string{"http://restate-cluster:5122/"}},
			"bifrost":                       map[string]any{"default-provider": "replicated"},
			"rocksdb-total-memtables-ratio": 0.5,
			"admin":                         map[string]any{"query-engine": map[string]any{"memory-size": "1GB"}},
		}),
		Security: productionSecurity(),
		Platform: &cdk8srestate.RestatePlatform{
			ClusterDns:     jsii.String("k8s.example.com"),
			EksClusterName: jsii.String("payments-eks"),
			CanaryImage:    jsii.String("registry.example.com/alpine:3.21"),
			Operator: &cdk8srestate.RestateOperatorPeer{
				Namespace:  jsii.String("restate-operator"),
				LabelName:  jsii.String("app"),
				LabelValue: jsii.String("restate-operator"),
			},
		},
		ServiceMesh: cdk8srestate.RestateServiceMesh_Istio(&cdk8srestate.RestateIstioOptions{
			Revision: jsii.String("stable"),
		}),
	})
	production.AllowAdminFrom(namespace("ci"), namespace("ops"))
	production.AllowIngressFrom(&k8s.NetworkPolicyPeer{
		PodSelector: &k8s.LabelSelector{MatchLabels: &stringMap{"role": jsii.String("gateway")}},
	})
	production.AllowNodeFrom(namespace("prometheus"))
	production.AllowEgressTo(&k8s.NetworkPolicyEgressRule{
		To:    &[]*k8s.NetworkPolicyPeer{namespace("kafka")},
		Ports: &[]*k8s.NetworkPolicyPort{{Protocol: jsii.String("TCP")}},
	})
	cdk8srestate.NewEnvoySidecar(chart, jsii.String("envoy"), &cdk8srestate.EnvoySidecarProps{
		Cluster:      production,
		ForwardProxy: cdk8srestate.EnvoyForwardProxy_DnsCache(nil),
		AdminPort:    jsii.Number(9901),
	})
}

func productionCompute() *cdk8srestate.RestateClusterCompute {
	return &cdk8srestate.RestateClusterCompute{
		Replicas:         jsii.Number(3),
		Image:            jsii.String("registry.example.com/restate:1.5"),
		ImagePullPolicy:  cdk8srestate.RestateImagePullPolicy_ALWAYS,
		ImagePullSecrets: jsii.Strings("registry"),
		Command:          jsii.Strings("/usr/local/bin/restate-server"),
		Args:             jsii.Strings("--wait"),
		Env: &[]*k8s.EnvVar{
			{Name: jsii.String("RUST_LOG"), Value: jsii.String("info")},
			{
				Name: jsii.String("RESTATE_WORKER__SNAPSHOTS__AWS_SECRET_ACCESS_KEY"),
				ValueFrom: &k8s.EnvVarSource{
					SecretKeyRef: &k8s.SecretKeySelector{Name: jsii.String("bucket"), Key: jsii.String("secret")},
				},
			},
		},
		Resources: &k8s.ResourceRequirements{
			Requests: &map[string]k8s.Quantity{
				"cpu":    k8s.Quantity_FromString(jsii.String("500m")),
				"memory": k8s.Quantity_FromString(jsii.String("4Gi")),
			},
			Limits: &map[string]k8s.Quantity{
				"cpu":    k8s.Quantity_FromNumber(jsii.Number(2)),
				"memory": k8s.Quantity_FromString(jsii.String("4Gi")),
			},
		},
		Labels:      &stringMap{"example.com/pod": jsii.String("node")},
		Annotations: &stringMap{"prometheus.io/scrape": jsii.String("true")},
		Affinity: &k8s.Affinity{
			PodAntiAffinity: &k8s.PodAntiAffinity{
				RequiredDuringSchedulingIgnoredDuringExecution: &[]*k8s.PodAffinityTerm{{
					TopologyKey: jsii.String("kubernetes.io/hostname"),
					LabelSelector: &k8s.LabelSelector{
						MatchLabels: &stringMap{"app.kubernetes.io/instance": jsii.String("restate-production")},
					},
				}},
			},
		},
		NodeSelector: &stringMap{"kubernetes.io/arch": jsii.String("amd64")},
		Tolerations: &[]*k8s.Toleration{{
			Key:      jsii.String("dedicated"),
			Operator: jsii.String("Equal"),
			Value:    jsii.String("restate"),
			Effect:   jsii.String("NoSchedule"),
		}},
		TopologySpreadConstraints: &[]*k8s.TopologySpreadConstraint{{
			MaxSkew:           jsii.Number(1),
			TopologyKey:       jsii.String("topology.kubernetes.io/zone"),
			WhenUnsatisfiable: jsii.String("DoNotSchedule"),
			LabelSelector: &k8s.LabelSelector{
				MatchExpressions: &[]*k8s.LabelSelectorRequirement{{
					Key:      jsii.String("app.kubernetes.io/instance"),
					Operator: jsii.String("In"),
					Values:   jsii.Strings("restate-production"),
				}},
			},
		}},
		PriorityClassName: jsii.String("stateful"),
		DnsPolicy:         cdk8srestate.RestateDnsPolicy_NONE,
		DnsConfig: &k8s.PodDnsConfig{
			Nameservers: jsii.Strings("10.0.0.10"),
			Options:     &[]*k8s.PodDnsConfigOption{{Name: jsii.String("ndots"), Value: jsii.String("2")}},
		},
		Lifecycle: &k8s.Lifecycle{
			PreStop: &k8s.LifecycleHandler{
				HttpGet: &k8s.HttpGetAction{
					Path: jsii.String("/stop"),
					Port: k8s.IntOrString_FromString(jsii.String("admin")),
				},
			},
		},
		TerminationGracePeriod: cdk8s.Duration_Seconds(jsii.Number(90)),
		Sidecars: &[]*k8s.Container{{
			Name:  jsii.String("exporter"),
			Image: jsii.String("registry.example.com/exporter:2"),
			Ports: &[]*k8s.ContainerPort{{Name: jsii.String("exporter"), ContainerPort: jsii.Number(9100)}},
			ReadinessProbe: &k8s.Probe{
				HttpGet: &k8s.HttpGetAction{
					Path: jsii.String("/ready"),
					Port: k8s.IntOrString_FromNumber(jsii.Number(9100)),
				},
			},
			VolumeMounts: &[]*k8s.VolumeMount{{Name: jsii.String("scratch"), MountPath: jsii.String("/scratch")}},
		}},
		ExtraVolumes: &[]*k8s.Volume{
			{
				Name:     jsii.String("scratch"),
				EmptyDir: &k8s.EmptyDirVolumeSource{SizeLimit: k8s.Quantity_FromString(jsii.String("1Gi"))},
			},
			{
				Name:      jsii.String("extras"),
				ConfigMap: &k8s.ConfigMapVolumeSource{Name: jsii.String("extras"), Optional: jsii.Bool(true)},
			},
		},
		ExtraVolumeMounts: &[]*k8s.VolumeMount{{
			Name:      jsii.String("extras"),
			MountPath: jsii.String("/extras"),
			ReadOnly:  jsii.Bool(true),
		}},
		Overrides: &map[string]any{
			"spec": map[string]any{
				"hostUsers":       false,
				"securityContext": map[string]any{"supplementalGroupsPolicy": "Strict"},
				"containers": []any{
					map[string]any{
						"name":         "restate",
						"startupProbe": map[string]any{"tcpSocket": map[string]any{"port": 8080}},
						// Removes a generated field: nil would not arrive.
						"readinessProbe": map[string]any{"$patch": "delete"},
					},
				},
			},
		},
	}
}

func singleSecurity() *cdk8srestate.RestateClusterSecurity {
	return &cdk8srestate.RestateClusterSecurity{
		IpFamilies: &[]cdk8srestate.RestateIpFamily{
			cdk8srestate.RestateIpFamily_IPV4,
			cdk8srestate.RestateIpFamily_IPV6,
		},
		DnsEgress: &cdk8srestate.RestateDnsEgress{
			Peers: &[]*k8s.NetworkPolicyPeer{{IpBlock: &k8s.IpBlock{Cidr: jsii.String("fd00:10:53::10/128")}}},
			Port:  jsii.Number(5353),
		},
		PublicEgress: cdk8srestate.RestatePublicEgress_All(&cdk8srestate.RestatePublicEgressOptions{
			Except:                  jsii.Strings("198.51.100.0/24"),
			ExceptProviderAddresses: jsii.Bool(true),
			Ports:                   jsii.Numbers(443, 9092),
		}),
		ServiceEgress: &cdk8srestate.RestateServiceEgress{
			Cidrs: jsii.Strings("10.100.0.0/16"),
			Ports: jsii.Numbers(9080, 8080),
		},
	}
}

func productionSecurity() *cdk8srestate.RestateClusterSecurity {
	return &cdk8srestate.RestateClusterSecurity{
		NetworkPeers: &cdk8srestate.RestateNetworkPeers{
			Ingress: &[]*k8s.NetworkPolicyPeer{},
			Admin: &[]*k8s.NetworkPolicyPeer{{
				IpBlock: &k8s.IpBlock{Cidr: jsii.String("10.0.0.0/8"), Except: jsii.Strings("10.1.0.0/16")},
			}},
			Node: &[]*k8s.NetworkPolicyPeer{namespace("monitoring")},
		},
		NetworkEgressRules: &[]*k8s.NetworkPolicyEgressRule{{
			To: &[]*k8s.NetworkPolicyPeer{namespace("minio")},
			Ports: &[]*k8s.NetworkPolicyPort{{
				Protocol: jsii.String("TCP"),
				Port:     k8s.IntOrString_FromNumber(jsii.Number(9000)),
			}},
		}},
		ServiceAnnotations:        &stringMap{"example.com/dns": jsii.String("restate")},
		ServiceAccountAnnotations: &stringMap{"example.com/account": jsii.String("restate")},
		Identity: cdk8srestate.RestateIdentity_AwsPodIdentity(
			jsii.String("arn:aws:iam::111122223333:role/restate"), nil,
		),
		AwsPodSecurityGroups: jsii.Strings("sg-0123456789abcdef0"),
		RequestSigningPrivateKey: cdk8srestate.RestateSigningKey_FromSecret(
			jsii.String("signing-key"), jsii.String("private.pem"),
		),
		TrustedCaCerts: &[]*cdk8srestate.RestateTrustedCaCert{{
			SecretName: jsii.String("internal-ca"),
			Key:        jsii.String("ca.pem"),
		}},
	}
}

// The alternatives of what the other cluster has one of.
func addAlternatives(chart cdk8s.Chart) {
	raft := cdk8srestate.NewRestateCluster(chart, jsii.String("raft"), &cdk8srestate.RestateClusterProps{
		AutoProvision: jsii.Bool(true),
		Compute:       threeNodes(),
		Storage:       &cdk8srestate.RestateClusterStorage{Size: cdk8s.Size_Mebibytes(jsii.Number(512))},
		Config: cdk8srestate.RestateConfig_Raft(&cdk8srestate.RestateRaftConfig{
			Partitions: jsii.Number(12),
			Snapshots: &cdk8srestate.RestateSnapshots{
				Url:             jsii.String("s3://some-bucket/raft"),
				IntervalRecords: jsii.Number(500),
			},
			Overrides: &map[string]any{"log-filter": "warn"},
		}),
		Security: &cdk8srestate.RestateClusterSecurity{
			PublicEgress: cdk8srestate.RestatePublicEgress_To(
				jsii.Strings("192.0.2.0/24"),
				&cdk8srestate.RestatePublicEgressOptions{Ports: jsii.Numbers(443)},
			),
			Identity: cdk8srestate.RestateIdentity_GcpServiceAccount(
				jsii.String("restate@some-project.iam.gserviceaccount.com"),
			),
			RequestSigningPrivateKey: cdk8srestate.RestateSigningKey_FromSecretProvider(
				jsii.String("key.pem"), &cdk8srestate.RestateSigningKeyProviderOptions{
					Provider:   jsii.String("aws"),
					Parameters: &stringMap{"objects": jsii.String("restate/key")},
				},
			),
		},
	})
	cdk8srestate.NewRestateCluster(chart, jsii.String("store"), &cdk8srestate.RestateClusterProps{
		Compute: threeNodes(),
		Storage: oneGibibyte(),
		Config: cdk8srestate.RestateConfig_ObjectStore(&cdk8srestate.RestateObjectStoreConfig{
			Metadata: &cdk8srestate.RestateObjectStore{
				Url:    jsii.String("s3://some-bucket/metadata"),
				Region: jsii.String("eu-central-1"),
			},
			Snapshots: &cdk8srestate.RestateSnapshots{
				Url:         jsii.String("s3://some-bucket/snapshots"),
				EndpointUrl: jsii.String("http://minio.minio:9000"),
				AllowHttp:   jsii.Bool(true),
			},
		}),
		Security: &cdk8srestate.RestateClusterSecurity{
			DisableNetworkPolicies: jsii.Bool(true),
			Identity: cdk8srestate.RestateIdentity_AwsServiceAccountRole(
				jsii.String("arn:aws:iam::111122223333:role/bucket"),
			),
		},
	})
	single := cdk8srestate.NewRestateCluster(chart, jsii.String("single"), &cdk8srestate.RestateClusterProps{
		Compute:  oneNode(),
		Storage:  oneGibibyte(),
		Config:   cdk8srestate.RestateConfig_SingleNode(nil),
		Security: singleSecurity(),
		// What one cluster says of itself can be given to another.
		Annotations: &stringMap{"example.com/upstream": raft.IngressUrl()},
	})
	single.AllowRuntimesFrom(jsii.String("shop"), jsii.String("payments"))
	single.AllowServicesIn(jsii.String("shop"))
	elsewhere := cdk8srestate.RestateCluster_FromClusterName(jsii.String("elsewhere"), nil)
	cdk8srestate.NewRestateCluster(chart, jsii.String("toml"), &cdk8srestate.RestateClusterProps{
		Compute: oneNode(),
		Storage: oneGibibyte(),
		Config:  cdk8srestate.RestateConfig_FromToml(jsii.String("default-num-partitions = 8\n")),
		Security: &cdk8srestate.RestateClusterSecurity{
			PublicEgress: cdk8srestate.RestatePublicEgress_None(),
		},
		Annotations: &stringMap{"example.com/upstream": elsewhere.AdminUrl()},
		Service: &cdk8srestate.RestateClusterService{
			Type: cdk8srestate.RestateServiceType_CLUSTER_IP,
			ExtraPorts: &[]*k8s.ServicePort{{
				Name:       jsii.String("proxy"),
				Port:       jsii.Number(8443),
				TargetPort: k8s.IntOrString_FromNumber(jsii.Number(8444)),
			}},
			Overrides: &map[string]any{
				"ports": []any{map[string]any{"name": "ingress", "port": 80}},
			},
		},
	})
}

func oneNode() *cdk8srestate.RestateClusterCompute {
	return &cdk8srestate.RestateClusterCompute{Image: jsii.String("restatedev/restate:1.5")}
}

func threeNodes() *cdk8srestate.RestateClusterCompute {
	return &cdk8srestate.RestateClusterCompute{
		Replicas: jsii.Number(3),
		Image:    jsii.String("restatedev/restate:1.5"),
	}
}

func oneGibibyte() *cdk8srestate.RestateClusterStorage {
	return &cdk8srestate.RestateClusterStorage{Size: cdk8s.Size_Gibibytes(jsii.Number(1))}
}
