package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-restate/cdk8s-restate-go/cdk8srestate"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
)

func main() {
	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("plain"), &cdk8s.ChartProps{Namespace: jsii.String("services")})
	// A cluster of another app. Its network policies are opened from here, for the runtime and for calls to the Service,
	// which takes the right to create policies in its namespace. Where its own app does so, with `AllowRuntimesFrom` and
	// `AllowServicesIn`, this is RestateRuntimeAccess_Granted with ServicesIn.
	cluster := cdk8srestate.RestateCluster_FromClusterName(
		jsii.String("restate"), &cdk8srestate.RestateClusterReferenceOptions{
			RuntimeAccess: cdk8srestate.RestateRuntimeAccess_ByNetworkPolicy(),
		},
	)
	admin := cdk8srestate.RestateAdmin_FromCluster(cluster, nil)

	deployment, service := addService(chart)

	// Registered at http://service.services.svc.cluster.local:9080. Another revision makes Restate discover it again,
	// here once the Deployment is rolled out: it is the pods of that moment that are asked.
	cdk8srestate.NewRestateRegistration(
		chart, jsii.String("service-registration"), &cdk8srestate.RestateRegistrationProps{
			Admin:          admin,
			Endpoint:       cdk8srestate.RestateEndpoint_FromService(service.Name(), nil),
			WaitForRollout: deployment,
			Revision:       jsii.String(tag),
		},
	)

	// Any address that the server reaches, headers included: their values stay in a Secret.
	cdk8srestate.NewRestateRegistration(chart, jsii.String("partner"), &cdk8srestate.RestateRegistrationProps{
		Admin:    admin,
		Endpoint: cdk8srestate.RestateEndpoint_FromUrl(jsii.String("https://partner.example/restate")),
		SecretHeaders: &map[string]*k8s.SecretKeySelector{
			"x-api-key": {Name: jsii.String("partner"), Key: jsii.String("api-key")},
		},
	})

	// A version of a function. The next one has another ARN: this one is removed when it has drained.
	cdk8srestate.NewRestateRegistration(chart, jsii.String("function"), &cdk8srestate.RestateRegistrationProps{
		Admin: admin,
		Endpoint: cdk8srestate.RestateEndpoint_FromLambdaArn(
			jsii.String("arn:aws:lambda:us-east-1:123456789012:function:service:7"),
			&cdk8srestate.RestateLambdaOptions{
				AssumeRoleArn: jsii.String("arn:aws:iam::123456789012:role/restate"),
			},
		),
	})

	app.Synth()
}

const tag = "yourtag"

// An ordinary Deployment and Service. Old code goes when its pods go: what is under way then meets the new code. With a
// RestateDeployment in their place, each version has pods and a Service of its own.
func addService(chart cdk8s.Chart) (k8s.KubeDeployment, k8s.KubeService) {
	labels := &map[string]*string{"app": jsii.String("service")}
	deployment := k8s.NewKubeDeployment(chart, jsii.String("deployment"), &k8s.KubeDeploymentProps{
		Metadata: &k8s.ObjectMeta{Name: jsii.String("service")},
		Spec: &k8s.DeploymentSpec{
			Replicas: jsii.Number(1),
			Selector: &k8s.LabelSelector{MatchLabels: labels},
			Template: &k8s.PodTemplateSpec{
				Metadata: &k8s.ObjectMeta{Labels: labels},
				Spec: &k8s.PodSpec{
					Containers: &[]*k8s.Container{{
						Name:  jsii.String("service"),
						Image: jsii.String("path.to/yourrepo:" + tag),
						Env: &[]*k8s.EnvVar{{
							Name:  jsii.String("PORT"),
							Value: jsii.String("9080"),
						}},
						Ports: &[]*k8s.ContainerPort{{
							Name:          jsii.String("restate"),
							ContainerPort: jsii.Number(9080),
						}},
					}},
				},
			},
		},
	})
	service := k8s.NewKubeService(chart, jsii.String("service"), &k8s.KubeServiceProps{
		Metadata: &k8s.ObjectMeta{Name: jsii.String("service")},
		Spec: &k8s.ServiceSpec{
			Type:     jsii.String("ClusterIP"),
			Selector: labels,
			Ports: &[]*k8s.ServicePort{{
				Name: jsii.String("restate"),
				Port: jsii.Number(9080),
			}},
		},
	})
	return deployment, service
}
