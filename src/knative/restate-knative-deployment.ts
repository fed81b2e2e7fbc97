import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkKnative } from './checks';
import type { RestateKnativeDeploymentProps } from './deployment-props';
import {
  CLUSTER_LOCAL,
  describeKnative,
  desiredKnative,
  knativeMetadata,
  withoutRollout,
  withRollout,
} from './metadata';
import { knativeModel } from './model';
import type { KnativeModel } from './model';
import { revisionTemplate } from './revision-template';
import { Faults, shown } from '../core/faults';
import { Resource } from '../core/resource';
import { RestateRuntime } from '../runtime/restate-runtime';
import { POD_TEMPLATE } from '../version/metadata';
import { versionClient } from '../version/model';
import { checkReservedKeys } from '../version/reserved-keys';

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

  /** Who registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  /**
   * @param scope the chart
   * @param id the construct's id, and the deployment's name if `props.name` is left out
   * @param props what is deployed, and how
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: RestateKnativeDeploymentProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const { tag, revisionHistoryLimit } = props;
    const model = knativeModel(this, id, props, { tag, revisionHistoryLimit }, faults);
    checkKnative(model, faults);
    checkTag(tag, faults);
    checkReservedKeys(Chart.of(this).labels, 'labels of the chart', faults);
    this.name = model.name;
    this.namespace = model.namespace;
    this.versionName = model.object;
    this.runtime = RestateRuntime._for(this, this.namespace, props.runtime, faults);
    this.configuration = this.makeConfiguration(model);
    this.route = this.makeRoute(model);
    const desired = desiredKnative(model, 'KnativeConfiguration');
    const objects = [this.configuration, this.route];
    this.runtime._manage(versionClient(this, model, desired, objects));
  }

  private makeConfiguration(model: KnativeModel): ApiObject {
    const annotations = {
      [TAG]: model.version,
      // What a hash stands for; a tag stands for nothing that lasts.
      ...(model.tagged ? {} : { [POD_TEMPLATE]: model.templateText }),
    };
    const own = { ...model, annotations: withoutRollout(model.annotations) };
    const metadata = knativeMetadata(own, this.runtime, model.object, { annotations });
    return new Resource(this, SERVING, 'Configuration', metadata, {
      spec: { template: revisionTemplate(model) },
    });
  }

  private makeRoute(model: KnativeModel): ApiObject {
    const own = { ...model, annotations: withRollout(model) };
    const metadata = knativeMetadata(own, this.runtime, model.object, {
      labels: CLUSTER_LOCAL,
      annotations: this.runtime._ownership(describeKnative(model)).annotations,
    });
    const traffic = [{ configurationName: model.object, latestRevision: true, percent: 100 }];
    return new Resource(this, SERVING, 'Route', metadata, { spec: { traffic } });
  }
}

function checkTag(tag: string | undefined, faults: Faults): void {
  if (tag === undefined || /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(tag)) return;
  faults.add(
    'tag',
    `${shown(tag)} can't end the name of a Service`,
    'write lower-case letters, digits and "-", with a letter first and none but a letter or digit last',
  );
}
