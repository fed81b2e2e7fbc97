import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkSidecar } from './checks';
import { envoyYaml } from './envoy-config';
import { sidecarModel } from './model';
import type { SidecarModel } from './model';
import { checkNoProxy, noProxyList } from './no-proxy';
import { CONFIG_FILE, configMapOfSidecar, podParts } from './pod-parts';
import { clientContainer, extendedTemplate } from './pod-template';
import type { EnvoyPodTemplateOptions, EnvoySidecarProps } from './props';
import type { PodExtension } from '../cluster/pod/extension';
import type { RestateCluster } from '../cluster/restate-cluster';
import { contentHash } from '../core/content-hash';
import { Faults, shown } from '../core/faults';
import { checkDnsSubdomain } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { BOOLEAN, DURATION, LIST, MAP, instanceOf, madeBy, ofTypes } from '../core/prop-types';
import { Resource } from '../core/resource';

const SIDECAR_TYPES = {
  cluster: instanceOf('RestateCluster'),
  connectTimeout: DURATION,
  forwardProxy: madeBy('EnvoyForwardProxy'),
  keepaliveInterval: DURATION,
  keepaliveTimeout: DURATION,
  nativeSidecar: BOOLEAN,
  noProxy: LIST,
  resources: MAP,
  shutdownDelay: DURATION,
};

/** The sidecar of each cluster: a pod can have only one. */
const sidecars = new WeakMap<RestateCluster, EnvoySidecar>();

/** The sidecar of a cluster's pods, if it has one. */
export function sidecarOf(cluster: unknown): EnvoySidecar | undefined {
  return sidecars.get(cluster as RestateCluster);
}

/**
 * An Envoy sidecar of Restate that balances calls over all pods of a service.
 *
 * Restate keeps one HTTP/2 connection to a service, and a connection ends at one pod: without a load balancer for
 * requests, one pod receives all calls. The sidecar is the proxy (HTTP_PROXY) for Restate's calls to `http://` URLs,
 * resolves their names itself and keeps a connection to each pod. The Services must be headless (`clusterIP: None`).
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 *
 * @example
 * new EnvoySidecar(chart, 'envoy', {
 *   cluster,
 *   keepaliveInterval: Duration.seconds(30),
 * });
 */
export class EnvoySidecar extends Construct {
  /** The URL of the proxy in its pod: `http://127.0.0.1:<port>`. */
  public readonly proxyUrl: string;

  /** The hosts that are called without the proxy, in the form of NO_PROXY. */
  public readonly noProxy: string;

  /** The ConfigMap with Envoy's configuration. Its name changes with its content, so that the pods roll. */
  public readonly configMap: ApiObject;

  private readonly model: SidecarModel;

  /**
   * @param scope the chart
   * @param id the construct's id, with which the name of the ConfigMap begins
   * @param props the properties of the sidecar. Invalid values are reported when the app is synthesized: all at once,
   * each with its field, the given value and a remedy
   */
  constructor(scope: Construct, id: string, props: EnvoySidecarProps = {}) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, SIDECAR_TYPES, faults);
    const { cluster } = typed;
    this.model = sidecarModel(typed, faults);
    checkSidecar(this.model, faults);
    this.proxyUrl = `http://127.0.0.1:${this.model.port}`;
    this.noProxy = noProxyList(cluster?._model, this.model.noProxy);
    if (cluster !== undefined && (typed.namespace ?? cluster.namespace) !== cluster.namespace) {
      faults.add(
        'namespace',
        `${shown(typed.namespace)} is not the namespace of cluster ${shown(cluster.name)}`,
        'remove it',
      );
    }

    checkDnsSubdomain(id, 'id', faults);
    const data = { [CONFIG_FILE]: envoyYaml(this.model) };
    this.configMap = new Resource(
      this,
      'v1',
      'ConfigMap',
      {
        name: `${id}-${contentHash(data)}`,
        namespace: cluster?.namespace ?? typed.namespace ?? Chart.of(this).namespace,
        labels: cluster?._model.labels,
      },
      { data },
      { path: ['data'], remedy: 'set it by the props of EnvoySidecar' },
    );
    this.node.defaultChild = this.configMap;
    if (cluster === undefined || this.isSecondOf(cluster, faults)) return;
    const { image, terminationGracePeriodSeconds } = cluster._model.compute;
    checkNoProxy(this.noProxy, image, faults);
    cluster._extendPod(this.parts(terminationGracePeriodSeconds ?? 60));
  }

  /**
   * Returns a copy of a pod template with the sidecar added, for pods that do not belong to a RestateCluster. The
   * ConfigMap must be in the namespace of the pods: see `namespace`.
   *
   * @param template a PodTemplateSpec, typed or as a map
   * @param options the container that uses the proxy
   */
  public addToPodTemplate(template: any, options: EnvoyPodTemplateOptions = {}): any {
    const faults = Faults.of(this);
    const plain = manifestValue(template, faults, 'template');
    const parts = this.parts(plain?.spec?.terminationGracePeriodSeconds ?? 30);
    const client = clientContainer(plain?.spec?.containers ?? [], options.container, faults);
    if (client === undefined) return plain ?? {};
    const other = configMapOfSidecar(plain);
    if (other !== undefined) {
      const problem = `already has a sidecar, that of the ConfigMap ${shown(other)}`;
      faults.add('template', problem, 'remove one of them');
      return plain;
    }
    checkNoProxy(this.noProxy, client.image, faults);
    return extendedTemplate(plain, client, parts, faults);
  }

  private isSecondOf(cluster: RestateCluster, faults: Faults): boolean {
    const first = sidecars.get(cluster);
    if (first === undefined) {
      sidecars.set(cluster, this);
      return false;
    }
    const problem = `${shown(cluster.node.path)} already has a sidecar, ${shown(first.node.path)}`;
    faults.add('cluster', problem, 'remove one of them');
    return true;
  }

  private parts(gracePeriodSeconds: number): PodExtension {
    const faults = Faults.of(this);
    return podParts(this.model, this.configMap.name, this.noProxy, gracePeriodSeconds, faults);
  }
}
