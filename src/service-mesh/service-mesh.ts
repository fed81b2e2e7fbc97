type StringMap = { [key: string]: string };

/** What a mesh needs of the pods and Services that take part in it. */
export interface MeshSettings {
  readonly podLabels?: StringMap;
  readonly podAnnotations?: StringMap;
  readonly serviceAnnotations?: StringMap;
  /** Where the proxies of the mesh connect to; nothing where no proxy runs in the pods. */
  readonly controlPlane?: { readonly namespace: string; readonly ports: readonly number[] };
}

/**
 * A service mesh that spreads Restate's calls over all pods of a service, instead of an {@link EnvoySidecar}.
 *
 * The cluster and every deployment take part: the load is balanced where a call leaves, and pods outside of the mesh
 * do not get the identity that those inside expect.
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 */
export class RestateServiceMesh {
  /**
   * Istio, with a sidecar in each pod that is there before the pod's own containers start.
   *
   * @param revision the revision of the control plane that injects the sidecar; its default one if left out
   * @param controlPlaneNamespace where istiod runs; `istio-system` if left out
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
   */
  public static istio(revision?: string, controlPlaneNamespace?: string): RestateServiceMesh {
    return new RestateServiceMesh({
      podLabels: {
        'sidecar.istio.io/inject': 'true',
        ...(revision === undefined ? {} : { 'istio.io/rev': revision }),
      },
      podAnnotations: { 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' },
      // Discovery and certificates, and the plain-text form of the former that some tools use.
      controlPlane: { namespace: controlPlaneNamespace ?? 'istio-system', ports: [15012, 15010] },
    });
  }

  /**
   * Linkerd, with a proxy in each pod.
   *
   * @param controlPlaneNamespace where Linkerd's control plane runs; `linkerd` if left out
   * @see https://linkerd.io/2/features/proxy-injection/
   */
  public static linkerd(controlPlaneNamespace?: string): RestateServiceMesh {
    return new RestateServiceMesh({
      podAnnotations: { 'linkerd.io/inject': 'enabled' },
      // Identity, destinations, policies, and the proxies of the control plane itself.
      controlPlane: {
        namespace: controlPlaneNamespace ?? 'linkerd',
        ports: [8080, 8086, 8090, 4143],
      },
    });
  }

  /**
   * Cilium, whose agent on each node balances calls to a Service. Cilium must run with
   * `loadBalancer.l7.backend=envoy`; a cluster needs nothing for it, only the Services of deployments do.
   *
   * @param algorithm how a pod is chosen: `round_robin`, `least_request` or `random`; Cilium's own default if left out
   * @see https://docs.cilium.io/en/stable/network/servicemesh/envoy-load-balancing/
   */
  public static cilium(algorithm?: string): RestateServiceMesh {
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
