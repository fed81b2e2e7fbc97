package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("quickstart"), nil)

	// One node, in a namespace of its own that is called "restate" too.
	cluster := cdk8srestate.NewRestateCluster(chart, jsii.String("restate"), &cdk8srestate.RestateClusterProps{
		Compute: &cdk8srestate.RestateClusterCompute{Image: jsii.String("restatedev/restate:1.5")},
		Storage: &cdk8srestate.RestateClusterStorage{Size: cdk8s.Size_Gibibytes(jsii.Number(2))},
	})

	// A service. Another image makes another version; the old one stays while it is needed.
	cdk8s.NewApiObject(chart, jsii.String("namespace"), &cdk8s.ApiObjectProps{
		ApiVersion: jsii.String("v1"),
		Kind:       jsii.String("Namespace"),
		Metadata:   &cdk8s.ApiObjectMetadata{Name: jsii.String("services")},
	})
	labels := &map[string]*string{"app": jsii.String("service")}
	cdk8srestate.NewRestateDeployment(chart, jsii.String("service"), &cdk8srestate.RestateDeploymentProps{
		Namespace: jsii.String("services"),
		Admin:     cdk8srestate.RestateAdmin_FromCluster(cluster, nil),
		Selector:  &k8s.LabelSelector{MatchLabels: labels},
		Template: &k8s.PodTemplateSpec{
			Metadata: &k8s.ObjectMeta{Labels: labels},
			Spec: &k8s.PodSpec{
				Containers: &[]*k8s.Container{{
					Name:  jsii.String("service"),
					Image: jsii.String("path.to/yourrepo:yourtag"),
					Ports: &[]*k8s.ContainerPort{{
						Name:          jsii.String("restate"),
						ContainerPort: jsii.Number(9080),
					}},
				}},
			},
		},
	})

	app.Synth()
}
