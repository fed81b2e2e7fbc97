import type { StringMap } from '../core/json';

/** What a mesh needs on its pods and Services. */
export interface MeshSettings {
  readonly podLabels?: StringMap;
  readonly podAnnotations?: StringMap;
  readonly serviceAnnotations?: StringMap;
  /** The control plane of the proxies in the pods; undefined for a mesh without such proxies. */
  readonly controlPlane?: { readonly namespace: string; readonly ports: readonly number[] };
}

/** An installation of Istio. */
export interface RestateIstioOptions {
  /**
   * The revision of the control plane that injects the sidecar.
   *
   * @default - the default revision
   * @see https://istio.io/latest/docs/setup/upgrade/canary/
   */
  readonly revision?: string;

  /**
   * The namespace of istiod.
   *
   * @default "istio-system"
   */
  readonly controlPlaneNamespace?: string;
}

/** An installation of Linkerd. */
export interface RestateLinkerdOptions {
  /**
   * The namespace of the control plane.
   *
   * @default "linkerd"
   */
  readonly controlPlaneNamespace?: string;
}

/** How Cilium balances the load. */
export interface RestateCiliumOptions {
  /**
   * How a pod is chosen: `round_robin`, `least_request`, `random`, or another algorithm of the installed release.
   *
   * @default - Cilium's own default
   */
  readonly algorithm?: string;
}

/**
 * A service mesh that balances Restate's calls over all pods of a service, instead of an {@link EnvoySidecar}.
 *
 * Use it for the cluster and for every deployment: the load is balanced at the caller, and pods outside of the mesh
 * lack the identity that those inside expect.
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 *
 * @example
 * new RestateCluster(chart, 'restate', {
 *   compute: { image: 'restatedev/restate:1.7' },
 *   storage: { size: Size.gibibytes(16) },
 *   serviceMesh: RestateServiceMesh.istio(),
 * });
 */
export class RestateServiceMesh {
  /**
   * Istio, with a sidecar in each pod that is ready before the pod's own containers start.
   *
   * @param options the control plane
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
   */
  public static istio(options: RestateIstioOptions = {}): RestateServiceMesh {
    const { revision, controlPlaneNamespace = 'istio-system' } = options;
    return new RestateServiceMesh({
      podLabels: {
        'sidecar.istio.io/inject': 'true',
        ...(revision === undefined ? {} : { 'istio.io/rev': revision }),
      },
      podAnnotations: { 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' },
      // Discovery and certificates, and plain-text discovery, which some tools use.
      controlPlane: { namespace: controlPlaneNamespace, ports: [15012, 15010] },
    });
  }

  /**
   * Linkerd, with a proxy in each pod.
   *
   * @param options the control plane
   * @see https://linkerd.io/2/features/proxy-injection/
   */
  public static linkerd(options: RestateLinkerdOptions = {}): RestateServiceMesh {
    const { controlPlaneNamespace = 'linkerd' } = options;
    return new RestateServiceMesh({
      podAnnotations: { 'linkerd.io/inject': 'enabled' },
      // Identity, destinations, policies, and the proxies of the control plane itself.
      controlPlane: {
        namespace: controlPlaneNamespace,
        ports: [8080, 8086, 8090, 4143],
      },
    });
  }

  /**
   * Cilium, whose agent on each node balances calls to a Service. Cilium must run with
   * `loadBalancer.l7.backend=envoy`. Only the Services of deployments are annotated; a cluster stays as it is.
   *
   * @param options how the load is balanced
   * @see https://docs.cilium.io/en/stable/network/servicemesh/envoy-load-balancing/
   */
  public static cilium(options: RestateCiliumOptions = {}): RestateServiceMesh {
    const { algorithm } = options;
    const enabled = { 'service.cilium.io/lb-l7': 'enabled' };
    return new RestateServiceMesh({
      podAnnotations: enabled,
      serviceAnnotations: {
        ...enabled,
        ...(algorithm === undefined ? {} : { 'service.cilium.io/lb-l7-algorithm': algorithm }),
      },
    });
  }

  /** @internal */
  public readonly _settings: MeshSettings;

  private constructor(settings: MeshSettings) {
    this._settings = settings;
  }
}
