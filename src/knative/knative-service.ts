import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkKnative } from './checks';
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
import { revisionTemplate, scaleAnnotations } from './revision-template';
import type { KnativeServiceProps } from './service-props';
import { templateProps } from './service-template';
import { canonicalJson } from '../core/canonical-json';
import { Faults } from '../core/faults';
import { Resource } from '../core/resource';
import { RestateRuntime } from '../runtime/restate-runtime';
import { versionClient } from '../version/model';
import { checkReservedKeys } from '../version/reserved-keys';

const SERVING = 'serving.knative.dev/v1';
/** Revisions are not called as Routes are: both make a Kubernetes Service of their own name. */
const REVISION_INFIX = '-rev-';

/**
 * A service that runs as a Knative Service: Knative scales it, to zero where nothing calls it, and spreads the calls.
 *
 * Each revision is a version of its own: a Route leads to it as long as an invocation needs it, and the Route's
 * address is registered with Restate once the revision is ready. The address of the Knative Service itself always
 * leads to the newest revision, and is not registered.
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 * @see https://knative.dev/docs/serving/
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

  /** Who registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  /**
   * @param scope the chart
   * @param id the construct's id, and the service's name if `props.name` is left out; at most 48 characters
   * @param props what is deployed, and how
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: KnativeServiceProps) {
    super(scope, id);
    const faults = Faults.of(this);
    // A Revision never changes: whatever is in it makes another version.
    const scale = scaleAnnotations(props);
    const model = knativeModel(
      this,
      id,
      { ...props, template: undefined, rawTemplate: undefined, ...templateProps(props, faults) },
      { hashInputs: [Buffer.from(canonicalJson(scale))], revisionInfix: REVISION_INFIX },
      faults,
    );
    checkKnative(model, faults);
    checkReservedKeys(Chart.of(this).labels, 'labels of the chart', faults);
    this.name = model.name;
    this.namespace = model.namespace;
    this.versionName = model.object;
    this.revisionName = `${model.name}${REVISION_INFIX}${model.version}`;
    this.runtime = RestateRuntime._for(this, this.namespace, props.runtime, faults);
    const visibility = props.clusterLocal === false ? {} : CLUSTER_LOCAL;
    this.service = this.makeService(model, visibility);
    this.route = this.makeRoute(model, visibility);
    const desired = desiredKnative(model, 'KnativeRevision');
    this.runtime._manage(versionClient(this, model, desired, [this.service, this.route]));
  }

  private makeService(model: KnativeModel, labels: { [key: string]: string }): ApiObject {
    const own = { ...model, annotations: withRollout(model) };
    const metadata = knativeMetadata(own, this.runtime, model.name, { labels });
    const template = revisionTemplate(model);
    return new Resource(this, SERVING, 'Service', metadata, {
      spec: {
        template: {
          ...template,
          metadata: { name: this.revisionName, ...template.metadata },
        },
      },
    });
  }

  private makeRoute(model: KnativeModel, labels: { [key: string]: string }): ApiObject {
    const own = { ...model, annotations: withoutRollout(model.annotations) };
    const metadata = knativeMetadata(own, this.runtime, model.object, {
      labels,
      annotations: this.runtime._ownership(describeKnative(model)).annotations,
    });
    const traffic = [{ revisionName: this.revisionName, latestRevision: false, percent: 100 }];
    return new Resource(this, SERVING, 'Route', metadata, { spec: { traffic } });
  }
}
