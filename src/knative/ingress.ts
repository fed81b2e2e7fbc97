import type { Callee } from '../runtime/managed-deployment';

/** Where {@link RestateKnativeIngress} is. */
export interface KnativeIngressSource {
  readonly namespaces: readonly string[];
}

/**
 * The networking layer of Knative Serving, by way of whose pods Restate calls Knative services. The network policies of
 * the cluster are opened for them.
 *
 * @see https://knative.dev/docs/install/operator/knative-with-operators/#install-the-networking-layer
 */
export class RestateKnativeIngress {
  /** Kourier, in the namespace kourier-system. */
  public static kourier(): RestateKnativeIngress {
    return RestateKnativeIngress.inNamespaces('kourier-system');
  }

  /** Istio, in the namespace istio-system. */
  public static istio(): RestateKnativeIngress {
    return RestateKnativeIngress.inNamespaces('istio-system');
  }

  /** Contour, in the namespaces contour-internal and contour-external. */
  public static contour(): RestateKnativeIngress {
    return RestateKnativeIngress.inNamespaces('contour-internal', 'contour-external');
  }

  /**
   * Any, by where its pods are.
   *
   * @param namespaces the namespaces of the pods that pass calls on
   */
  public static inNamespaces(...namespaces: string[]): RestateKnativeIngress {
    return new RestateKnativeIngress({ namespaces });
  }

  /** @internal */
  public readonly _source: KnativeIngressSource;

  private constructor(source: KnativeIngressSource) {
    this._source = source;
  }
}

/** Of the Services by which Routes are called. */
const PORT = 80;
const USUAL_NAMESPACES = ['kourier-system', 'istio-system', 'contour-internal'];

/** The pods that calls go through. */
export function ingressPods(ingress: RestateKnativeIngress | undefined): Callee[] {
  return ingress === undefined
    ? [{ anyOf: USUAL_NAMESPACES }]
    : ingress._source.namespaces.map((namespace) => ({ namespace, port: PORT }));
}
