// Parts of a newer cdk8s-plus beside this library: the same app as typescript/newer-plus.ts.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus33/v2/k8s"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("newer-plus"), &cdk8s.ChartProps{Namespace: jsii.String("shop")})

	settings := k8s.NewKubeConfigMap(chart, jsii.String("settings"), &k8s.KubeConfigMapProps{
		Metadata: &k8s.ObjectMeta{Name: jsii.String("settings")},
		Data:     &map[string]*string{"greeting": jsii.String("Hello")},
	})
	spec := &k8s.PodSpec{
		Containers: &[]*k8s.Container{{
			Name:  jsii.String("greeter"),
			Image: jsii.String("registry.example.com/greeter:1"),
			EnvFrom: &[]*k8s.EnvFromSource{{
				ConfigMapRef: &k8s.ConfigMapEnvSource{Name: settings.Name()},
			}},
			ReadinessProbe: &k8s.Probe{
				TcpSocket: &k8s.TcpSocketAction{Port: k8s.IntOrString_FromNumber(jsii.Number(9080))},
			},
		}},
		Resources: &k8s.ResourceRequirements{
			Limits: &map[string]k8s.Quantity{"memory": k8s.Quantity_FromString(jsii.String("1Gi"))},
		},
	}
	cdk8srestate.NewRestateDeployment(chart, jsii.String("greeter"), &cdk8srestate.RestateDeploymentProps{
		Admin: cdk8srestate.RestateAdmin_FromCluster(
			cdk8srestate.RestateCluster_FromClusterName(jsii.String("restate"), nil), nil,
		),
		RawTemplate: &map[string]any{
			"metadata": map[string]any{"labels": map[string]any{"app": "greeter"}},
			"spec":     spec,
		},
	})

	app.Synth()
}
