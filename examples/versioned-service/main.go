package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("shop"), &cdk8s.ChartProps{Namespace: jsii.String("services")})

	// A cluster that was made elsewhere: by another app, or by the operator. Its network policies let nobody in who
	// registers services, unless its own app says `cluster.AllowRuntimesFrom`, or this one adds a policy.
	cluster := cdk8srestate.RestateCluster_FromClusterName(
		jsii.String("restate"), &cdk8srestate.RestateClusterReferenceOptions{
			RuntimeAccess: cdk8srestate.RestateRuntimeAccess_ByNetworkPolicy(),
		},
	)

	// Left out, the first deployment makes one, called after the chart. Here it is a pod that watches, so that versions
	// are drained within seconds, and its image comes from a registry of one's own.
	cdk8srestate.NewRestateRuntime(chart, jsii.String("shop"), &cdk8srestate.RestateRuntimeProps{
		Mode:             cdk8srestate.RestateRuntimeMode_Deployment(),
		Image:            jsii.String("registry.example/library/node:24-alpine"),
		ImagePullSecrets: jsii.Strings("registry"),
	})

	// Other settings have another name: a version that drains keeps those that it has read.
	data := &map[string]*string{"GREETING": jsii.String("hello")}
	settings := k8s.NewKubeConfigMap(chart, jsii.String("settings"), &k8s.KubeConfigMapProps{
		Metadata: &k8s.ObjectMeta{
			Name: cdk8srestate.RestateDeployment_ContentName(jsii.String("greeter-settings"), data),
		},
		Immutable: jsii.Bool(true),
		Data:      data,
	})

	labels := &map[string]*string{"app": jsii.String("greeter")}
	greeter := cdk8srestate.NewRestateDeployment(chart, jsii.String("greeter"), &cdk8srestate.RestateDeploymentProps{
		Admin:    cdk8srestate.RestateAdmin_FromCluster(cluster, nil),
		Replicas: jsii.Number(2),
		// How long a version stays after the last invocation that needed it, and how many are kept to roll back to.
		DrainDelay:           cdk8s.Duration_Minutes(jsii.Number(10)),
		RevisionHistoryLimit: jsii.Number(3),
		// What happens once this deployment is deleted from the app.
		DeletionPolicy: cdk8srestate.RestateDeletionPolicy_DrainThenForce(cdk8s.Duration_Days(jsii.Number(7))),
		Selector:       &k8s.LabelSelector{MatchLabels: labels},
		Template: &k8s.PodTemplateSpec{
			Metadata: &k8s.ObjectMeta{Labels: labels},
			Spec: &k8s.PodSpec{
				Containers: &[]*k8s.Container{{
					Name:  jsii.String("greeter"),
					Image: jsii.String("registry.example/greeter:1.0.0"),
					EnvFrom: &[]*k8s.EnvFromSource{{
						ConfigMapRef: &k8s.ConfigMapEnvSource{Name: settings.Name()},
					}},
					Ports: &[]*k8s.ContainerPort{{
						Name:          jsii.String("restate"),
						ContainerPort: jsii.Number(9080),
					}},
				}},
			},
		},
	})

	// They stay as long as any version that names them, and go with the last one.
	greeter.AddCompanion(settings)

	// A field that is newer than the types: the template as a map.
	cdk8srestate.NewRestateDeployment(chart, jsii.String("cart"), &cdk8srestate.RestateDeploymentProps{
		Admin: cdk8srestate.RestateAdmin_FromCluster(cluster, nil),
		// A new version serves once this Job, which gets its URL, is complete; until then the one before does.
		Gate: cdk8srestate.RestateGate_Job(&cdk8srestate.RestateGateJobProps{
			Timeout: cdk8s.Duration_Minutes(jsii.Number(5)),
			RawTemplate: &map[string]any{
				"spec": map[string]any{
					"containers": []any{
						map[string]any{"name": "smoke-test", "image": "registry.example/cart-smoke-test:1.4.0"},
					},
				},
			},
		}),
		RawTemplate: &map[string]any{
			"metadata": map[string]any{"labels": map[string]any{"app": "cart"}},
			"spec": map[string]any{
				"hostnameOverride": "cart",
				"containers": []any{
					map[string]any{"name": "cart", "image": "registry.example/cart:2.3.1"},
				},
			},
		},
	})

	app.Synth()
}
