import { dirname, join } from 'node:path';
import { Process } from './process';
import type { ClusterAccess } from '../cluster/cluster';

/**
 * Starts kube-proxy, which makes the Services of the cluster reachable from the machine and from its pods. Its rules
 * stay when it ends; the next one replaces them.
 *
 * @param node name of the Node, which has to have its address: without it kube-proxy waits for half a minute
 */
export function startKubeProxy(
  { kubectl, kubeconfig, folder }: ClusterAccess,
  node: string,
): Process {
  return new Process({
    command: join(dirname(kubectl), 'kube-proxy'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${node}`,
      '--proxy-mode=nftables',
      '--cluster-cidr=10.244.0.0/16',
      '--nodeport-addresses=10.0.0.10/32',
      // These limits are those of the machine that all runs share.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0s',
      '--conntrack-tcp-timeout-close-wait=0s',
      // Nobody asks, and the ports are the same for each run.
      '--healthz-bind-address=',
      '--metrics-bind-address=',
    ],
    env: { PATH: process.env.PATH! },
    log: join(folder, `kube-proxy-${node}.log`),
  });
}
