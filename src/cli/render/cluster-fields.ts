import { Duration } from 'cdk8s';
import type {
  RestateClusterSpecCompute,
  RestateClusterSpecSecurityNetworkPeers,
} from '../../../imports/restate.dev';
import { checkPeers } from '../../cluster/network/checks';
import type { RestateNetworkPeers } from '../../cluster/network/props';
import type { RestateClusterCompute } from '../../cluster/pod/props';
import type { FaultSink } from '../../core/faults';
import { checkAtLeast } from '../../core/kubernetes-syntax';

/** `spec.compute` as props: names of Secrets, a duration, and enums, whose values the construct checks. */
export function computeProps(
  { imagePullSecrets, terminationGracePeriodSeconds, ...same }: RestateClusterSpecCompute,
  faults: FaultSink,
): RestateClusterCompute {
  const seconds = terminationGracePeriodSeconds ?? 0;
  checkAtLeast(seconds, 0, 'spec.compute.terminationGracePeriodSeconds', faults);
  return {
    ...(same as RestateClusterCompute),
    imagePullSecrets: imagePullSecrets?.map(({ name }) => name!),
    terminationGracePeriod:
      terminationGracePeriodSeconds !== undefined && Number.isSafeInteger(seconds) && seconds >= 0
        ? Duration.seconds(seconds)
        : undefined,
  };
}

/** `spec.security.networkPeers` as props: `metrics` is the older name of `node`, and ignored if `node` is set. */
export function networkPeers(
  spec: RestateClusterSpecSecurityNetworkPeers,
  faults: FaultSink,
): RestateNetworkPeers {
  const { metrics, ...peers } = spec;
  if (peers.node !== undefined || metrics === undefined) return peers;
  let valid = true;
  checkPeers(metrics, 'spec.security.networkPeers.metrics', {
    add: (...fault) => {
      valid = false;
      faults.add(...fault);
    },
  });
  return { ...peers, node: valid ? metrics : undefined };
}
