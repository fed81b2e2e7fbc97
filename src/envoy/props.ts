import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { EnvoyForwardProxy } from './forward-proxy';
import type { EnvoyLogLevel } from './log-level';
import type { RestateCluster } from '../cluster/restate-cluster';
import type { RestateImagePullPolicy } from '../core/pod-policies';

/** How a sidecar is added to a pod template. */
export interface EnvoyPodTemplateOptions {
  /**
   * The name of the container that uses the proxy.
   *
   * @default - `restate`, or else the first container
   */
  readonly container?: string;
}

/** Properties of an Envoy sidecar. */
export interface EnvoySidecarProps {
  /**
   * The cluster to whose pods the sidecar is added.
   *
   * @default - none: it can be added to other pods by `addToPodTemplate`
   */
  readonly cluster?: RestateCluster;

  /**
   * The namespace of the pods, and so of the sidecar's ConfigMap.
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
   * The image of Envoy, 1.36 or newer. A digest pins it.
   *
   * @default - envoyproxy/envoy:distroless-v1.40.0; docs/security.md has the list
   */
  readonly image?: string;

  /**
   * When the image is pulled.
   *
   * @default - `ALWAYS` for the tag latest, otherwise `IF_NOT_PRESENT`
   */
  readonly imagePullPolicy?: RestateImagePullPolicy;

  /**
   * The port of the proxy, on the pod's loopback address only.
   *
   * @default 10001
   */
  readonly port?: number;

  /**
   * The port for the kubelet's probes, on all addresses of the pod. It serves nothing but `/ready`.
   *
   * @default 10002
   */
  readonly healthPort?: number;

  /**
   * The address for the kubelet's probes. Use `::` if pods only have IPv6 addresses.
   *
   * @default '0.0.0.0'
   */
  readonly healthAddress?: string;

  /**
   * The port of Envoy's admin interface, on the pod's loopback address only (use `kubectl port-forward`). Everybody who
   * can connect to it can stop the proxy.
   *
   * @default - no admin interface
   * @see https://www.envoyproxy.io/docs/envoy/latest/operations/admin
   */
  readonly adminPort?: number;

  /**
   * The timeout of a connection attempt to a pod, after which the proxy tries another one.
   *
   * @default Duration.seconds(1)
   */
  readonly connectTimeout?: Duration;

  /**
   * The interval of HTTP/2 pings on a connection to a pod. They detect connections to dead nodes without ending long
   * streams.
   *
   * @default Duration.seconds(40)
   */
  readonly keepaliveInterval?: Duration;

  /**
   * The timeout of a ping, after which the connection is closed and Restate retries its invocations.
   *
   * @default Duration.seconds(20)
   */
  readonly keepaliveTimeout?: Duration;

  /**
   * The maximum number of streams, pending requests, connections and retries for each service name. Every invocation
   * that is running or suspended in its service needs a stream: Envoy's own limit of 1024 would fail invocations under
   * load.
   *
   * @default 1000000
   * @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/circuit_breaking
   */
  readonly maxStreams?: number;

  /**
   * The maximum number of connections from Restate.
   *
   * @default 50000
   */
  readonly maxConnections?: number;

  /**
   * The maximum number of service names at a time. Each version of a deployment has its own name.
   *
   * @default 10000
   */
  readonly maxNames?: number;

  /**
   * The number of worker threads. Each has its own connections to each pod.
   *
   * @default 2
   */
  readonly concurrency?: number;

  /**
   * The lowest level of the messages that are logged.
   *
   * @default EnvoyLogLevel.WARNING
   */
  readonly logLevel?: EnvoyLogLevel;

  /**
   * Resource requests and limits of the sidecar.
   *
   * @default - requests of 100m CPU and 128Mi memory, a limit of 1Gi memory
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Further hosts that are called without the proxy. Loopback and link-local addresses, cloud metadata endpoints, the
   * nodes of the cluster, and every `http://` URL of the cluster's configuration, such as that of an object store, are
   * always excluded. A name includes its subdomains; addresses may be CIDR blocks.
   *
   * @default - none
   */
  readonly noProxy?: string[];

  /**
   * Whether to use a native sidecar: an init container that keeps running, is ready before Restate starts, and is
   * stopped after Restate. Requires Kubernetes 1.29. Otherwise the sidecar is an ordinary container, whose stop is
   * delayed by `shutdownDelay`.
   *
   * @default true
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly nativeSidecar?: boolean;

  /**
   * For how long a sidecar that is not native keeps running when its pod is terminated, in whole seconds: as long as
   * Restate needs for its shutdown, and less than the pod's termination grace period. Every termination of a pod takes
   * this long. Requires Kubernetes 1.30.
   *
   * @default - five seconds less than the pod's termination grace period
   */
  readonly shutdownDelay?: Duration;
}
