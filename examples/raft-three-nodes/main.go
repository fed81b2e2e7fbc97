package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("raft-three-nodes"), nil)

	// Three nodes that replicate their metadata by Raft. The Job that AutoProvision creates provisions them.
	cdk8srestate.NewRestateCluster(chart, jsii.String("restate"), &cdk8srestate.RestateClusterProps{
		AutoProvision: jsii.Bool(true),
		Compute: &cdk8srestate.RestateClusterCompute{
			Replicas: jsii.Number(3),
			Image:    jsii.String("restatedev/restate:1.5"),
			Resources: &k8s.ResourceRequirements{
				Requests: &map[string]k8s.Quantity{"cpu": quantity("1"), "memory": quantity("4Gi")},
				Limits:   &map[string]k8s.Quantity{"memory": quantity("4Gi")},
			},
			// A zone that fails takes one node with it, not two.
			TopologySpreadConstraints: &[]*k8s.TopologySpreadConstraint{{
				MaxSkew:           jsii.Number(1),
				TopologyKey:       jsii.String("topology.kubernetes.io/zone"),
				WhenUnsatisfiable: jsii.String("DoNotSchedule"),
				LabelSelector: &k8s.LabelSelector{
					MatchLabels: &map[string]*string{"app.kubernetes.io/instance": jsii.String("restate")},
				},
			}},
		},
		Storage: &cdk8srestate.RestateClusterStorage{Size: cdk8s.Size_Gibibytes(jsii.Number(64))},
		Config: cdk8srestate.RestateConfig_Raft(&cdk8srestate.RestateRaftConfig{
			Replication: jsii.Number(2),
			// Three quarters of the memory that the pod requests.
			Overrides: &map[string]any{"rocksdb-total-memory-size": "3GB"},
		}),
	})

	app.Synth()
}

func quantity(text string) k8s.Quantity {
	return k8s.Quantity_FromString(jsii.String(text))
}
