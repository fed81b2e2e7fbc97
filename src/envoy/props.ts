import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { EnvoyForwardProxy } from './forward-proxy';
import type { RestateCluster } from '../cluster/restate-cluster';

/** What the sidecar is, and whose pods it goes into. */
export interface EnvoySidecarProps {
  /**
   * The cluster whose pods get the sidecar.
   *
   * @default - none: other pods get it by `addToPodTemplate`
   */
  readonly cluster?: RestateCluster;

  /**
   * The namespace of the pods, where the sidecar's ConfigMap belongs.
   *
   * @default - the cluster's namespace; without a cluster the chart's
   */
  readonly namespace?: string;

  /**
   * How the sidecar finds the pods behind a name.
   *
   * @default EnvoyForwardProxy.subClusters()
   */
  readonly forwardProxy?: EnvoyForwardProxy;

  /**
   * The image of Envoy; 1.36 or newer.
   *
   * @default 'envoyproxy/envoy:distroless-v1.40.0'
   */
  readonly image?: string;

  /**
   * When the image is pulled: `Always`, `IfNotPresent` or `Never`.
   *
   * @default - Kubernetes' own default
   */
  readonly imagePullPolicy?: string;

  /**
   * The port of the proxy, on the pod's loopback address only.
   *
   * @default 10001
   */
  readonly port?: number;

  /**
   * The port on which the kubelet's probes are answered, on all addresses of the pod. Nothing but `/ready` is
   * served there.
   *
   * @default 10002
   */
  readonly healthPort?: number;

  /**
   * The address on which the kubelet's probes are answered. Where pods have IPv6 addresses only, write `::`.
   *
   * @default '0.0.0.0'
   */
  readonly healthAddress?: string;

  /**
   * The port of Envoy's admin interface, on the pod's loopback address only (`kubectl port-forward` reaches it).
   * Whoever reaches it may stop the proxy.
   *
   * @default - no admin interface
   * @see https://www.envoyproxy.io/docs/envoy/latest/operations/admin
   */
  readonly adminPort?: number;

  /**
   * How long the proxy tries to connect to a pod before it tries another.
   *
   * @default Duration.seconds(1)
   */
  readonly connectTimeout?: Duration;

  /**
   * How often a connection to a pod is probed by an HTTP/2 ping; long streams live on, connections to dead nodes do
   * not.
   *
   * @default Duration.seconds(40)
   */
  readonly keepaliveInterval?: Duration;

  /**
   * How long the answer to a ping may take; after that the connection is closed and Restate tries its invocations
   * again.
   *
   * @default Duration.seconds(20)
   */
  readonly keepaliveTimeout?: Duration;

  /**
   * How many streams, requests in waiting, connections and retries the proxy lets through at most, each for one
   * service name. Every invocation that runs or is suspended in its service holds a stream, so that Envoy's own limit
   * of 1024 would fail invocations under load.
   *
   * @default 1000000
   * @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/circuit_breaking
   */
  readonly maxStreams?: number;

  /**
   * How many connections from Restate the proxy takes at most.
   *
   * @default 50000
   */
  readonly maxConnections?: number;

  /**
   * How many service names the proxy knows at most at one time; each version of a deployment has a name.
   *
   * @default 10000
   */
  readonly maxNames?: number;

  /**
   * How many threads the proxy uses. Each has its own connections to each pod.
   *
   * @default 2
   */
  readonly concurrency?: number;

  /**
   * What is logged at least: `trace`, `debug`, `info`, `warning`, `error`, `critical` or `off`.
   *
   * @default 'warning'
   */
  readonly logLevel?: string;

  /**
   * Compute resources of the sidecar.
   *
   * @default - requests of 100m CPU and 128Mi memory, a limit of 1Gi memory
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Hosts that are not reached through the proxy, beside those that never are: loopback and link-local addresses,
   * cloud metadata endpoints, the nodes of the cluster, and every `http://` address of the cluster's configuration,
   * such as an object store's. A name stands for itself and everything below it; addresses may be CIDR blocks.
   *
   * @default - none
   */
  readonly noProxy?: string[];

  /**
   * Whether the sidecar is a native one: an init container that keeps running, so that it is ready before Restate
   * starts and is stopped only after Restate has stopped. Needs Kubernetes 1.29. Without it, the sidecar is a
   * container like any other and is kept alive by a sleep of `shutdownDelay`.
   *
   * @default true
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly nativeSidecar?: boolean;

  /**
   * How long a sidecar that is not native goes on after its pod was asked to stop, in whole seconds: as long as
   * Restate takes to stop, and less than the pod's termination grace period. Every stop of a pod takes this long.
   * Needs Kubernetes 1.30.
   *
   * @default - five seconds less than the pod's termination grace period
   */
  readonly shutdownDelay?: Duration;
}
