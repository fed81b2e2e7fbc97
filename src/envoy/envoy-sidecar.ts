import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { envoyYaml } from './envoy-config';
import { sidecarModel } from './model';
import type { SidecarModel } from './model';
import { checkNoProxy, noProxyList } from './no-proxy';
import { CONFIG_FILE, configMapOfSidecar, podParts } from './pod-parts';
import { clientContainer, extendedTemplate } from './pod-template';
import type { EnvoySidecarProps } from './props';
import type { PodExtension } from '../cluster/pod/extension';
import type { RestateCluster } from '../cluster/restate-cluster';
import { contentHash } from '../core/content-hash';
import { Faults, shown } from '../core/faults';
import { checkDnsSubdomain } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { Resource } from '../core/resource';

/** A pod has one proxy. */
const sidecars = new WeakMap<RestateCluster, EnvoySidecar>();

/**
 * An Envoy beside Restate that spreads calls over all pods of a service.
 *
 * Restate keeps one HTTP/2 connection to a service, and a connection ends at one pod: without a load balancer that
 * knows requests, one pod gets all calls. The sidecar is the proxy (HTTP_PROXY) for Restate's calls to `http://`
 * addresses, resolves their names itself and keeps a connection to each pod. The Services must be headless
 * (`clusterIP: None`).
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 */
export class EnvoySidecar extends Construct {
  /** Where the proxy is for the container that it was added for: `http://127.0.0.1:<port>`. */
  public readonly proxyUrl: string;

  /** What is reached without the proxy, in the form of NO_PROXY. */
  public readonly noProxy: string;

  /** The ConfigMap with Envoy's configuration; its name changes with its content, so that pods roll. */
  public readonly configMap: ApiObject;

  private readonly model: SidecarModel;

  /**
   * @param scope the chart
   * @param id the construct's id, with which the name of the ConfigMap begins
   * @param props what the sidecar is, and whose pods it goes into
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: EnvoySidecarProps = {}) {
    super(scope, id);
    const faults = Faults.of(this);
    const { cluster } = props;
    this.model = sidecarModel(props, faults);
    this.proxyUrl = `http://127.0.0.1:${this.model.port}`;
    this.noProxy = noProxyList(cluster?._model, this.model.noProxy);
    if (cluster !== undefined && (props.namespace ?? cluster.name) !== cluster.name) {
      faults.add(
        'namespace',
        `${shown(props.namespace)} is not where the pods of cluster ${shown(cluster.name)} are`,
        'leave it out',
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
        namespace: cluster?.name ?? props.namespace ?? Chart.of(this).namespace,
        labels: cluster?._model.labels,
      },
      { data },
    );
    if (cluster === undefined || this.isSecondOf(cluster, faults)) return;
    const { image, terminationGracePeriodSeconds } = cluster._model.compute;
    checkNoProxy(this.noProxy, image, faults);
    cluster._extendPod(this.parts(terminationGracePeriodSeconds ?? 60));
  }

  /**
   * A pod template with the sidecar in it, for pods that are not a RestateCluster's; the given template stays as it
   * is. The ConfigMap has to be in the namespace of the pods: see `namespace`.
   *
   * @param template a PodTemplateSpec, typed or as a map
   * @param container the name of the container whose calls go through the proxy; `restate`, else the first, if left out
   */
  public addToPodTemplate(template: any, container?: string): any {
    const faults = Faults.of(this);
    const plain = manifestValue(template, faults, 'template');
    const parts = this.parts(plain?.spec?.terminationGracePeriodSeconds ?? 30);
    const client = clientContainer(plain?.spec?.containers ?? [], container, faults);
    if (client === undefined) return plain ?? {};
    const other = configMapOfSidecar(plain);
    if (other !== undefined) {
      const problem = `its pods have a sidecar already, that of the ConfigMap ${shown(other)}`;
      faults.add('template', problem, 'keep one of the two');
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
    const problem = `the pods of ${shown(cluster.node.path)} have a sidecar already, ${shown(first.node.path)}`;
    faults.add('cluster', problem, 'keep one of the two');
    return true;
  }

  private parts(gracePeriodSeconds: number): PodExtension {
    const faults = Faults.of(this);
    return podParts(this.model, this.configMap.name, this.noProxy, gracePeriodSeconds, faults);
  }
}
