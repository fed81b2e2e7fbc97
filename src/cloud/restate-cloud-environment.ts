import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { adminUrl, tunnelBase } from './addresses';
import { cloudModel, tunnelObjectName } from './model';
import type { CloudModel } from './model';
import type { RestateCloudEnvironmentProps } from './props';
import { tunnelDeploymentSpec, tunnelServiceSpec } from './tunnel-objects';
import { throughTunnel } from '../contract';
import { Faults, shown } from '../core/faults';
import { Resource } from '../core/resource';

/**
 * An environment of Restate Cloud that calls services of this Kubernetes cluster: the tunnel that the
 * restate-operator would make for a RestateCloudEnvironment resource.
 *
 * @see https://docs.restate.dev/cloud/connecting-services
 */
export class RestateCloudEnvironment extends Construct {
  /** The name of the environment in this app. */
  public readonly name: string;

  /** Where the environment's admin API is: `https://<environment>.env.<region>.restate.cloud:9070`. */
  public readonly adminUrl: string;

  /** What the environment calls the tunnel; part of the address of every service that is reached through it. */
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
   * @param id the construct's id, and the environment's name if `props.name` is left out
   * @param props which environment it is, and what its tunnel is made of
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: RestateCloudEnvironmentProps) {
    super(scope, id);
    this._model = cloudModel(this, id, props, Faults.of(this));
    this.name = this._model.name;
    this.adminUrl = adminUrl(this._model);
    this.tunnelName = this._model.tunnelName;
    this._tunnelUrl = tunnelBase(this._model, this.tunnelName);
    if (props.deployTunnel === false) return;

    const { labels, annotations, namespace } = this._model;
    const metadata = { name: tunnelObjectName(this.name), namespace, labels, annotations };
    this.deployment = new Resource(this, 'apps/v1', 'Deployment', metadata, {
      spec: tunnelDeploymentSpec(this._model),
    });
    this.service = new Resource(this, 'v1', 'Service', metadata, {
      spec: tunnelServiceSpec(this._model),
    });
  }

  /**
   * The address by which the environment reaches a service through the tunnel.
   *
   * @param serviceUrl where the service is for the tunnel's pods, such as `http://greeter.apps:9080`
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
