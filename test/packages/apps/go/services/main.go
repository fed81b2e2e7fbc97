// Every construct that runs or registers services: the same app as typescript/services.ts.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

type stringMap = map[string]*string

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("services"), &cdk8s.ChartProps{Namespace: jsii.String("shop")})
	admin := cdk8srestate.RestateAdmin_FromCluster(
		cdk8srestate.RestateCluster_FromClusterName(
			jsii.String("restate"), &cdk8srestate.RestateClusterReferenceOptions{
				RuntimeAccess: cdk8srestate.RestateRuntimeAccess_Granted(
					&cdk8srestate.RestateGrantedAccessOptions{ServicesIn: jsii.Strings("elsewhere")},
				),
			},
		), nil,
	)
	greeter := addGreeter(chart, admin, addRuntime(chart))
	addCart(chart)
	addRegistrations(chart, admin, greeter.VersionName())
	addKafka(chart, admin)
	addKnative(chart, admin)
	addCloud(chart)
	app.Synth()
}

func addRuntime(chart cdk8s.Chart) cdk8srestate.RestateRuntime {
	return cdk8srestate.NewRestateRuntime(chart, jsii.String("runtime"), &cdk8srestate.RestateRuntimeProps{
		Name: jsii.String("shop"),
		Mode: cdk8srestate.RestateRuntimeMode_Jobs(&cdk8srestate.RestateRuntimeJobsOptions{
			SweepEvery: cdk8s.Duration_Minutes(jsii.Number(10)),
		}),
		ServiceAccountName: jsii.String("restate-runtime"),
		Knative:            jsii.Bool(true),
		NetworkPolicy: &cdk8srestate.RestateRuntimeNetworkPolicy{
			ApiServerCidrs: jsii.Strings("10.0.0.10/32"),
			ApiServerPorts: jsii.Numbers(6443),
			DnsEgress:      &cdk8srestate.RestateDnsEgress{Port: jsii.Number(5353)},
			EgressRules: &[]*k8s.NetworkPolicyEgressRule{{
				Ports: &[]*k8s.NetworkPolicyPort{{
					Protocol: jsii.String("TCP"),
					Port:     k8s.IntOrString_FromNumber(jsii.Number(3128)),
				}},
			}},
		},
		Monitoring: &cdk8srestate.RestateRuntimeMonitoring{
			AlertLabels: &stringMap{"team": jsii.String("shop")},
			RunbookUrl:  jsii.String("https://wiki.example.com/restate"),
			Dashboard:   jsii.Bool(false),
			DrainAge:    cdk8s.Duration_Days(jsii.Number(7)),
		},
		Labels:           &stringMap{"team": jsii.String("shop")},
		Annotations:      &stringMap{"example.com/owner": jsii.String("shop")},
		Image:            jsii.String("registry.example.com/node:24-alpine"),
		ImagePullPolicy:  cdk8srestate.RestateImagePullPolicy_IF_NOT_PRESENT,
		ImagePullSecrets: jsii.Strings("registry"),
		Resources: &k8s.ResourceRequirements{
			Limits: &map[string]k8s.Quantity{"memory": k8s.Quantity_FromString(jsii.String("256Mi"))},
		},
		PodLabels:      &stringMap{"example.com/egress": jsii.String("api")},
		PodAnnotations: &stringMap{"example.com/log": jsii.String("json")},
		Overrides: &map[string]any{
			"spec": map[string]any{"priorityClassName": "low", "hostUsers": false},
		},
	})
}

func addGreeter(
	chart cdk8s.Chart, admin cdk8srestate.RestateAdmin, runtime cdk8srestate.RestateRuntime,
) cdk8srestate.RestateDeployment {
	return cdk8srestate.NewRestateDeployment(chart, jsii.String("greeter"), &cdk8srestate.RestateDeploymentProps{
		Name:        jsii.String("greeter-service"),
		Labels:      &stringMap{"team": jsii.String("shop")},
		Annotations: &stringMap{"example.com/owner": jsii.String("shop")},
		Admin:       admin,
		Replicas:    jsii.Number(2),
		Selector:    &k8s.LabelSelector{MatchLabels: &stringMap{"app": jsii.String("greeter")}},
		Template: &k8s.PodTemplateSpec{
			Metadata: &k8s.ObjectMeta{Labels: &stringMap{
				"app": jsii.String("greeter"),
				"10":  jsii.String("ten"),
				"9":   jsii.String("nine"),
			}},
			Spec: &k8s.PodSpec{
				Containers: &[]*k8s.Container{{
					Name:  jsii.String("greeter"),
					Image: jsii.String("registry.example.com/greeter:1.0.0"),
					Ports: &[]*k8s.ContainerPort{{
						Name:          jsii.String("restate"),
						ContainerPort: jsii.Number(9000),
					}},
					Resources: &k8s.ResourceRequirements{
						Requests: &map[string]k8s.Quantity{"cpu": k8s.Quantity_FromString(jsii.String("250m"))},
					},
					ReadinessProbe: &k8s.Probe{
						TcpSocket: &k8s.TcpSocketAction{Port: k8s.IntOrString_FromString(jsii.String("restate"))},
					},
				}},
				Volumes: &[]*k8s.Volume{{
					Name:     jsii.String("scratch"),
					EmptyDir: &k8s.EmptyDirVolumeSource{},
				}},
			},
		},
		MinReady:             cdk8s.Duration_Seconds(jsii.Number(5)),
		RevisionHistoryLimit: jsii.Number(3),
		Gate:                 cdk8srestate.RestateGate_Hold(),
		ServicePath:          jsii.String("restate"),
		UseHttp11:            jsii.Bool(true),
		DrainDelay:           cdk8s.Duration_Minutes(jsii.Number(10)),
		DeletionPolicy: cdk8srestate.RestateDeletionPolicy_DrainThenForce(
			cdk8s.Duration_Days(jsii.Number(7)),
		),
		Paused:   jsii.Bool(true),
		Breaking: jsii.Bool(true),
		RegistrationMetadata: cdk8srestate.RestateRegistrationMetadata_Of(
			&cdk8srestate.RestateRegistrationMetadataOptions{
				GitRevision: jsii.String("0a1b2c3"),
				More:        &map[string]*string{"team": jsii.String("shop"), "10": jsii.String("ten")},
			},
		),
		ServiceMesh: cdk8srestate.RestateServiceMesh_Linkerd(nil),
		ClusterDns:  jsii.String("k8s.example.com"),
		Runtime:     runtime,
	})
}

func addCart(chart cdk8s.Chart) {
	// The sidecar takes a template, typed or not, and gives a map.
	envoy := cdk8srestate.NewEnvoySidecar(chart, jsii.String("envoy"), nil)
	template := envoy.AddToPodTemplate(map[string]any{
		"metadata": map[string]any{"labels": map[string]any{"app": "cart"}},
		"spec": map[string]any{
			"hostnameOverride": "cart",
			"containers": []any{
				map[string]any{"name": "cart", "image": "registry.example.com/cart:2"},
			},
		},
	}, nil).(map[string]any)
	cdk8srestate.NewRestateDeployment(chart, jsii.String("cart"), &cdk8srestate.RestateDeploymentProps{
		Admin: cdk8srestate.RestateAdmin_FromService(
			jsii.String("restate"), jsii.String("restate-two"), &cdk8srestate.RestateAdminServiceOptions{
				Port:        jsii.Number(443),
				Path:        jsii.String("/admin"),
				BearerToken: secretKey("restate-admin", "token"),
				Headers:     &map[string]*k8s.SecretKeySelector{"x-tenant": secretKey("restate-admin", "tenant")},
			},
		),
		RawTemplate:     &template,
		HeadlessService: jsii.Bool(true),
		Autoscaling: &cdk8srestate.RestateAutoscaling{
			MinReplicas: jsii.Number(2),
			MaxReplicas: jsii.Number(20),
			Metrics: &[]*k8s.MetricSpecV2{{
				Type: jsii.String("Resource"),
				Resource: &k8s.ResourceMetricSourceV2{
					Name: jsii.String("cpu"),
					Target: &k8s.MetricTargetV2{
						Type:               jsii.String("Utilization"),
						AverageUtilization: jsii.Number(70),
					},
				},
			}},
			Behavior: &k8s.HorizontalPodAutoscalerBehaviorV2{
				ScaleDown: &k8s.HpaScalingRulesV2{StabilizationWindowSeconds: jsii.Number(600)},
			},
			Overrides: &map[string]any{
				"behavior": map[string]any{"scaleUp": map[string]any{"selectPolicy": "Max"}},
			},
		},
	})
}

func addRegistrations(chart cdk8s.Chart, admin cdk8srestate.RestateAdmin, revision *string) {
	cdk8srestate.NewRestateRegistration(chart, jsii.String("plain"), &cdk8srestate.RestateRegistrationProps{
		Admin: cdk8srestate.RestateAdmin_FromUrl(
			jsii.String("https://restate.example.com:9070"), &cdk8srestate.RestateAdminAccess{
				Ca: cdk8srestate.RestateCaBundle_FromConfigMap(jsii.String("private-ca"), jsii.String("ca.crt")),
			},
		),
		Endpoint: cdk8srestate.RestateEndpoint_FromService(
			jsii.String("plain"), &cdk8srestate.RestateEndpointServiceOptions{
				Namespace: jsii.String("elsewhere"),
				Port:      jsii.Number(8080),
			},
		),
		Revision:       jsii.String("registry.example.com/plain:1"),
		Headers:        &stringMap{"x-tenant": jsii.String("shop"), "x-caller": jsii.String("restate")},
		SecretHeaders:  &map[string]*k8s.SecretKeySelector{"x-api-key": secretKey("plain", "api-key")},
		DeletionPolicy: cdk8srestate.RestateDeletionPolicy_Force(),
	})
	cdk8srestate.NewRestateRegistration(chart, jsii.String("function"), &cdk8srestate.RestateRegistrationProps{
		Admin: admin,
		Endpoint: cdk8srestate.RestateEndpoint_FromLambdaArn(
			jsii.String("arn:aws:lambda:us-east-1:123456789012:function:service:7"),
			&cdk8srestate.RestateLambdaOptions{
				AssumeRoleArn: jsii.String("arn:aws:iam::123456789012:role/restate"),
			},
		),
		// What one deployment says of itself can be given to another construct.
		Revision: revision,
	})
}

func addKafka(chart cdk8s.Chart, admin cdk8srestate.RestateAdmin) {
	kafka := cdk8srestate.NewRestateKafkaCluster(chart, jsii.String("events"), &cdk8srestate.RestateKafkaClusterProps{
		Admin:            admin,
		Brokers:          jsii.Strings("kafka-1.elsewhere.svc:9092", "kafka-2.elsewhere.svc:9092"),
		Properties:       &stringMap{"sasl.username": jsii.String("restate"), "sasl.mechanism": jsii.String("PLAIN")},
		SecretProperties: &map[string]*k8s.SecretKeySelector{"sasl.password": secretKey("kafka", "password")},
	})
	cdk8srestate.NewRestateSubscription(chart, jsii.String("orders"), &cdk8srestate.RestateSubscriptionProps{
		Source:  cdk8srestate.RestateKafkaSource_FromCluster(kafka, jsii.String("orders")),
		Service: jsii.String("Checkout"),
		Handler: jsii.String("order"),
		GroupId: jsii.String("checkout"),
		Options: &stringMap{"auto.offset.reset": jsii.String("earliest")},
	})
	cdk8srestate.NewRestateSubscription(chart, jsii.String("payments"), &cdk8srestate.RestateSubscriptionProps{
		Source: cdk8srestate.RestateKafkaSource_FromConfiguration(
			admin, jsii.String("main"), jsii.String("payments"),
		),
		Service:       jsii.String("Checkout"),
		Handler:       jsii.String("paid"),
		SecretOptions: &map[string]*k8s.SecretKeySelector{"sasl.password": secretKey("kafka", "password")},
	})
}

func addKnative(chart cdk8s.Chart, admin cdk8srestate.RestateAdmin) {
	cdk8srestate.NewRestateKnativeDeployment(
		chart, jsii.String("knative"), &cdk8srestate.RestateKnativeDeploymentProps{
			Admin:           admin,
			Tag:             jsii.String("stable"),
			MinScale:        jsii.Number(1),
			MaxScale:        jsii.Number(5),
			Target:          jsii.Number(10),
			RolloutDuration: cdk8s.Duration_Minutes(jsii.Number(1)),
			// Typed parts may stand in a map.
			RawTemplate: &map[string]any{
				"spec": map[string]any{
					"timeoutSeconds": 600,
					"containers": []any{map[string]any{
						"name":  "knative",
						"image": "registry.example.com/knative:1",
						"ports": []any{map[string]any{"name": "h2c", "containerPort": 9080}},
						"resources": map[string]any{
							"limits": map[string]any{"memory": k8s.Quantity_FromString(jsii.String("1Gi"))},
						},
					}},
				},
			},
		},
	)
	cdk8srestate.NewKnativeService(chart, jsii.String("simple"), &cdk8srestate.KnativeServiceProps{
		Admin:   admin,
		Ingress: cdk8srestate.RestateKnativeIngress_Kourier(),
		Image:   jsii.String("registry.example.com/simple:1"),
		Port:    jsii.Number(8080),
	})
}

func addCloud(chart cdk8s.Chart) {
	cloud := cdk8srestate.NewRestateCloudEnvironment(
		chart, jsii.String("cloud"), &cdk8srestate.RestateCloudEnvironmentProps{
			EnvironmentId:    jsii.String("env_201k0example"),
			Region:           jsii.String("eu"),
			SigningPublicKey: jsii.String("publickeyv1_w7YHemBctH5Ck2nQRQ47iBBqhNHy4FV7t2Usbye2A6f"),
			BearerToken:      secretKey("restate-cloud", "token"),
			Tunnel: &cdk8srestate.RestateCloudTunnel{
				Replicas: jsii.Number(2),
				Resources: &k8s.ResourceRequirements{
					Requests: &map[string]k8s.Quantity{"cpu": k8s.Quantity_FromNumber(jsii.Number(1))},
				},
				RemoteProxy: jsii.Bool(true),
			},
		},
	)
	cdk8srestate.NewRestateDeployment(chart, jsii.String("in-cloud"), &cdk8srestate.RestateDeploymentProps{
		Admin: cdk8srestate.RestateAdmin_FromCloud(cloud, nil),
		ExternalAutoscaling: &cdk8srestate.RestateExternalAutoscaling{
			MinReplicas: jsii.Number(0),
			MaxReplicas: jsii.Number(4),
		},
		Template: &k8s.PodTemplateSpec{
			Metadata: &k8s.ObjectMeta{
				Labels: &stringMap{"app": jsii.String("in-cloud")},
				Annotations: &stringMap{
					"example.com/address": cloud.TunnelUrl(jsii.String("http://greeter.shop:9080")),
				},
			},
			Spec: &k8s.PodSpec{
				Containers: &[]*k8s.Container{{
					Name:  jsii.String("app"),
					Image: jsii.String("registry.example.com/in-cloud:1"),
				}},
			},
		},
	})
}

func secretKey(name string, key string) *k8s.SecretKeySelector {
	return &k8s.SecretKeySelector{Name: jsii.String(name), Key: jsii.String(key)}
}
