import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { adminUrl, tunnelBase } from './addresses';
import { checkCloud } from './checks';
import { cloudModel, tunnelObjectName } from './model';
import type { CloudModel } from './model';
import type { RestateCloudEnvironmentProps } from './props';
import { tunnelDeploymentSpec, tunnelServiceSpec } from './tunnel-objects';
import { throughTunnel } from '../contract';
import { Faults, shown } from '../core/faults';
import { BOOLEAN, LIST_OF_MAPS, MAP, TEXT, ofTypes } from '../core/prop-types';
import { Resource } from '../core/resource';

const CLOUD_TYPES = {
  annotations: MAP,
  bearerToken: MAP,
  deployTunnel: BOOLEAN,
  environmentId: TEXT,
  labels: MAP,
  name: TEXT,
  namespace: TEXT,
  region: TEXT,
  signingPublicKey: TEXT,
  tunnel: {
    affinity: MAP,
    dnsConfig: MAP,
    env: LIST_OF_MAPS,
    nodeSelector: MAP,
    overrides: MAP,
    remoteProxy: BOOLEAN,
    resources: MAP,
    restrictedPodSecurity: BOOLEAN,
    tolerations: LIST_OF_MAPS,
  },
};

/**
 * An environment of Restate Cloud that calls services in this Kubernetes cluster, with the tunnel that the
 * restate-operator would create for a RestateCloudEnvironment resource.
 *
 * @see https://docs.restate.dev/cloud/connecting-services
 *
 * @example
 * const environment = new RestateCloudEnvironment(chart, 'production', {
 *   environmentId: 'env_201j05r9g0f12ygtphdszbb4scp',
 *   region: 'eu',
 *   signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
 *   bearerToken: { name: 'restate-cloud', key: 'token' },
 * });
 * const cloudAdmin = RestateAdmin.fromCloud(environment);
 */
export class RestateCloudEnvironment extends Construct {
  /** The name of the environment in this app. */
  public readonly name: string;

  /** The URL of the environment's admin API: `https://<environment>.env.<region>.restate.cloud:9070`. */
  public readonly adminUrl: string;

  /** The name of the tunnel, which is part of the URL of every service that is called through it. */
  public readonly tunnelName: string;

  /** The Deployment of the tunnel, unless `deployTunnel` is false. */
  public readonly deployment?: ApiObject;

  /** The Service of the tunnel, unless `deployTunnel` is false. */
  public readonly service?: ApiObject;

  /** @internal */
  public readonly _model: CloudModel;

  /** @internal */
  public readonly _tunnelUrl: string;

  /**
   * @param scope the chart
   * @param id the construct's id, and the environment's name if `props.name` is not set
   * @param props the environment and its tunnel. Invalid values are reported when the app is synthesized: all at once,
   * each with its field, the given value and a remedy
   */
  constructor(scope: Construct, id: string, props: RestateCloudEnvironmentProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, CLOUD_TYPES, faults);
    this._model = cloudModel(this, id, typed, faults);
    checkCloud(this._model, faults);
    this.name = this._model.name;
    this.adminUrl = adminUrl(this._model);
    this.tunnelName = this._model.tunnelName;
    this._tunnelUrl = tunnelBase(this._model, this.tunnelName);
    if (typed.deployTunnel === false) return;

    const { labels, annotations, namespace } = this._model;
    const metadata = { name: tunnelObjectName(this.name), namespace, labels, annotations };
    this.deployment = new Resource(this, 'apps/v1', 'Deployment', metadata, {
      spec: tunnelDeploymentSpec(this._model),
    });
    this.service = new Resource(this, 'v1', 'Service', metadata, {
      spec: tunnelServiceSpec(this._model),
    });
    this.node.defaultChild = this.deployment;
  }

  /**
   * The URL by which the environment calls a service through the tunnel.
   *
   * @param serviceUrl the URL of the service as the tunnel's pods resolve it, such as `http://greeter.apps:9080`
   */
  public tunnelUrl(serviceUrl: string): string {
    if (!URL.canParse(serviceUrl)) {
      const remedy = 'write one, such as "http://greeter.apps:9080"';
      Faults.of(this).add('serviceUrl', `${shown(serviceUrl)} is not a URL`, remedy);
      return serviceUrl;
    }
    return throughTunnel(this._tunnelUrl, serviceUrl);
  }
}
