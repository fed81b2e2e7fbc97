// All faults of the app are reported at once.
package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("wrong-props"), nil)

	cdk8srestate.NewRestateCluster(chart, jsii.String("restate"), &cdk8srestate.RestateClusterProps{
		Compute: &cdk8srestate.RestateClusterCompute{
			Image:    jsii.String("restatedev/restate:1.5"),
			Replicas: jsii.Number(-1),
		},
		Storage: &cdk8srestate.RestateClusterStorage{Size: cdk8s.Size_Gibibytes(jsii.Number(0))},
		Config:  cdk8srestate.RestateConfig_FromToml(jsii.String("auto-provision = = false")),
	})

	app.Synth()
}
