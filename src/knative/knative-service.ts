import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { desiredKnative } from './desired';
import { CLUSTER_LOCAL, knativeMetadata, withoutRollout, withRollout } from './metadata';
import { REVISION, revisionTemplate } from './revision-template';
import { checkKnativeService } from './service-checks';
import { knativeServiceModel } from './service-model';
import type { KnativeServiceModel } from './service-model';
import type { KnativeServiceProps } from './service-props';
import { Faults } from '../core/faults';
import { ofTypes } from '../core/prop-types';
import { Resource } from '../core/resource';
import type { RestateRuntime } from '../runtime/restate-runtime';
import { ManagedVersion } from '../version/managed-version';
import { KNATIVE_TYPES } from '../version/prop-types';

const SERVING = 'serving.knative.dev/v1';

/**
 * A service that runs as a Knative Service: Knative scales it, to zero where nothing calls it, and spreads the calls.
 *
 * Each revision is a version of its own: a Route leads to it as long as an invocation needs it, and the Route's
 * address is registered with Restate once the revision is ready. The address of the Knative Service itself always
 * leads to the newest revision, and is not registered.
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 * @see https://knative.dev/docs/serving/
 *
 * @example
 * new KnativeService(chart, 'greeter', {
 *   admin,
 *   image: 'registry.example/greeter:1.0.0',
 *   maxScale: 10,
 * });
 */
export class KnativeService extends Construct {
  /** The name of the Knative Service. */
  public readonly name: string;

  /** The namespace of the pods. */
  public readonly namespace: string;

  /** The name of this version's Route: `<name>-<hash>`. */
  public readonly versionName: string;

  /** The name of this version's Revision. */
  public readonly revisionName: string;

  /** The Knative Service. */
  public readonly service: ApiObject;

  /** The Route that leads to this version's Revision. */
  public readonly route: ApiObject;

  /** The runtime that registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the service's name if `props.name` is left out; at most 48 characters
   * @param props what is deployed, and how
   */
  constructor(scope: Construct, id: string, props: KnativeServiceProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, KNATIVE_TYPES, faults);
    const model = knativeServiceModel(this, id, typed, faults);
    checkKnativeService(model, faults);
    this.name = model.name;
    this.namespace = model.namespace;
    this.versionName = model.object;
    this.revisionName = model.revisionName;

    const desired = desiredKnative(model, 'KnativeRevision');
    const version = ManagedVersion.of(this, model, desired, typed.runtime, faults);
    this.runtime = version.runtime;
    this.service = this.makeService(model, version);
    this.route = this.makeRoute(model, version);
    this.node.defaultChild = this.service;
    version.manage([this.service, this.route], model);
  }

  private makeService(model: KnativeServiceModel, version: ManagedVersion): ApiObject {
    const own = { ...model, annotations: withRollout(model) };
    const metadata = knativeMetadata(own, version, model.name, { labels: visibility(model) });
    const template = revisionTemplate(model);
    const content = {
      spec: {
        template: {
          ...template,
          metadata: { name: this.revisionName, ...template.metadata },
        },
      },
    };
    return new Resource(this, SERVING, 'Service', metadata, content, REVISION);
  }

  private makeRoute(model: KnativeServiceModel, version: ManagedVersion): ApiObject {
    const own = { ...model, annotations: withoutRollout(model.annotations) };
    const metadata = knativeMetadata(own, version, model.object, {
      labels: visibility(model),
      annotations: version.description,
    });
    const traffic = [{ revisionName: this.revisionName, latestRevision: false, percent: 100 }];
    return new Resource(this, SERVING, 'Route', metadata, { spec: { traffic } });
  }
}

function visibility({ clusterLocal }: KnativeServiceModel): { [key: string]: string } {
  return clusterLocal ? CLUSTER_LOCAL : {};
}
