package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/logs"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
)

// newNetworkPoliciesCommand is the engine of kube-network-policies, which judges the first packet of
// each connection that netfilter hands it. Its own program knows nothing but the credentials of a pod.
func newNetworkPoliciesCommand() *cobra.Command {
	var kubeconfig string
	// No node of this name is there: the engine's own nftables rules would judge the packets a second time.
	config := networkpolicy.Config{NodeName: "none"}
	command := &cobra.Command{
		Use:          "kube-network-policies",
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			logs.InitLogs()
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			rest, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
			if err != nil {
				return err
			}
			client, err := kubernetes.NewForConfig(rest)
			if err != nil {
				return err
			}
			factory := informers.NewSharedInformerFactory(client, 0)
			controller, err := networkpolicy.NewController(
				client,
				factory.Networking().V1().NetworkPolicies(),
				factory.Core().V1().Namespaces(),
				factory.Core().V1().Pods(),
				nil, nil, nil, nil,
				config,
			)
			if err != nil {
				return err
			}
			factory.Start(ctx.Done())
			return controller.Run(ctx)
		},
	}
	command.Flags().StringVar(&kubeconfig, "kubeconfig", "", "path of the kubeconfig")
	command.Flags().IntVar(&config.QueueID, "nfqueue-id", 100, "number of the netfilter queue")
	return command
}
