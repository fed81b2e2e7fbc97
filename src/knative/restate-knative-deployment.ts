import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkKnative } from './checks';
import type { RestateKnativeDeploymentProps } from './deployment-props';
import { desiredKnative } from './desired';
import { CLUSTER_LOCAL, knativeMetadata, withoutRollout, withRollout } from './metadata';
import { knativeModel } from './model';
import type { KnativeModel } from './model';
import { REVISION, revisionTemplate } from './revision-template';
import { POD_TEMPLATE } from '../contract';
import { Faults } from '../core/faults';
import { ofTypes } from '../core/prop-types';
import { Resource } from '../core/resource';
import type { RestateRuntime } from '../runtime/restate-runtime';
import { ManagedVersion } from '../version/managed-version';
import { KNATIVE_TYPES } from '../version/prop-types';

const SERVING = 'serving.knative.dev/v1';
const TAG = 'restate.dev/tag';

/**
 * A RestateDeployment in Knative mode: each version is a Knative Configuration and a Route of its own, as the
 * restate-operator makes them. The Route's address is registered with Restate once the newest revision is ready.
 *
 * Versions scale with their load, to zero where nothing calls them; a call, or an invocation that goes on, wakes them.
 *
 * @see https://github.com/restatedev/restate-operator#restatedeployment
 * @see https://knative.dev/docs/serving/
 *
 * @example
 * new RestateKnativeDeployment(chart, 'cart', {
 *   admin,
 *   rolloutDuration: Duration.minutes(2),
 *   rawTemplate: {
 *     spec: {
 *       containers: [{ name: 'cart', image: 'registry.example/cart:2.3.1' }],
 *     },
 *   },
 * });
 */
export class RestateKnativeDeployment extends Construct {
  /** The name of the deployment. */
  public readonly name: string;

  /** The namespace of the pods. */
  public readonly namespace: string;

  /** The name of this version's objects: `<name>-<tag or hash>`. */
  public readonly versionName: string;

  /** The Configuration of this version. */
  public readonly configuration: ApiObject;

  /** The Route of this version. */
  public readonly route: ApiObject;

  /** The runtime that registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the deployment's name if `props.name` is left out
   * @param props what is deployed, and how
   */
  constructor(scope: Construct, id: string, props: RestateKnativeDeploymentProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, KNATIVE_TYPES, faults);
    const { tag, revisionHistoryLimit } = typed;
    const model = knativeModel(this, id, typed, { tag, revisionHistoryLimit }, faults);
    checkKnative(model, faults);
    this.name = model.name;
    this.namespace = model.namespace;
    this.versionName = model.object;

    const desired = desiredKnative(model, 'KnativeConfiguration');
    const version = ManagedVersion.of(this, model, desired, typed.runtime, faults);
    this.runtime = version.runtime;
    this.configuration = this.makeConfiguration(model, version);
    this.route = this.makeRoute(model, version);
    this.node.defaultChild = this.configuration;
    version.manage([this.configuration, this.route], model);
  }

  private makeConfiguration(model: KnativeModel, version: ManagedVersion): ApiObject {
    const annotations = {
      [TAG]: model.version,
      // What a hash stands for; a tag stands for nothing that lasts.
      ...(model.tagged ? {} : { [POD_TEMPLATE]: model.templateText }),
    };
    const own = { ...model, annotations: withoutRollout(model.annotations) };
    const metadata = knativeMetadata(own, version, model.object, { annotations });
    const content = { spec: { template: revisionTemplate(model) } };
    // A tag is said to stay the same whatever the template.
    const named = model.tagged ? undefined : REVISION;
    return new Resource(this, SERVING, 'Configuration', metadata, content, named);
  }

  private makeRoute(model: KnativeModel, version: ManagedVersion): ApiObject {
    const own = { ...model, annotations: withRollout(model) };
    const metadata = knativeMetadata(own, version, model.object, {
      labels: CLUSTER_LOCAL,
      annotations: version.description,
    });
    const traffic = [{ configurationName: model.object, latestRevision: true, percent: 100 }];
    return new Resource(this, SERVING, 'Route', metadata, { spec: { traffic } });
  }
}
