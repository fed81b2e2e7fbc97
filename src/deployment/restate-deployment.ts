import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { autoscalerSpec } from './autoscaler';
import { checkDeployment } from './checks';
import { companionOf } from './companion';
import { desiredDeployment } from './desired';
import { gateJobName, gateJobSpec } from './gate-job';
import { tunnelAnnotations } from './in-process-tunnel';
import { checkTwin, warnOfProxy } from './late-checks';
import { deploymentModel } from './model';
import type { DeploymentModel } from './model';
import type { RestateDeploymentProps } from './props';
import { podLabels, replicaSetSpec } from './replica-set';
import { serviceSpec, serviceUri, serviceUrl, unlabelledPods } from './service';
import { POD_TEMPLATE } from '../contract';
import type { DesiredCompanion } from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import type { NamedContent } from '../core/content-checks';
import { contentHash } from '../core/content-hash';
import { Faults } from '../core/faults';
import { ofTypes } from '../core/prop-types';
import { Resource } from '../core/resource';
import { SYNC_WAVE } from '../core/sync-wave';
import type { RestateRuntime } from '../runtime/restate-runtime';
import { ManagedVersion } from '../version/managed-version';
import { versionLabels } from '../version/metadata';
import { DEPLOYMENT_TYPES } from '../version/prop-types';

/**
 * A service, deployed as versions that never change: each has a ReplicaSet and a Service of its own, is registered
 * with Restate once its pods are ready, and stays until no invocation needs it.
 *
 * The app holds the latest version only. Older ones stay in the Kubernetes cluster, with annotations that keep tools
 * from pruning them, and the runtime removes them.
 *
 * @see https://docs.restate.dev/services/deployment/kubernetes
 *
 * @example
 * new RestateDeployment(chart, 'greeter', {
 *   admin: RestateAdmin.fromCluster(cluster),
 *   replicas: 2,
 *   rawTemplate: {
 *     metadata: { labels: { app: 'greeter' } },
 *     spec: {
 *       containers: [{ name: 'greeter', image: 'registry.example/greeter:1.0.0' }],
 *     },
 *   },
 * });
 */
export class RestateDeployment extends Construct {
  /**
   * A name that ends in a hash of the content: other content has another name, and older versions keep theirs. For an
   * immutable ConfigMap or Secret that the pod template names, and {@link addCompanion} gets.
   *
   * @param name what the name begins with
   * @param content the content, such as the data of the ConfigMap
   */
  public static contentName(name: string, content: any): string {
    return `${name}-${contentHash(content)}`;
  }

  /** The name of the deployment. */
  public readonly name: string;

  /** The namespace of the pods. */
  public readonly namespace: string;

  /** The name of this version's objects: `<name>-<hash>`. */
  public readonly versionName: string;

  /** What is registered with Restate: the URL of this version's Service, or of its tunnel. */
  public readonly uri: string;

  /** The ReplicaSet of this version. */
  public readonly replicaSet: ApiObject;

  /** The Service of this version. */
  public readonly service: ApiObject;

  /** The HorizontalPodAutoscaler of this version, with `autoscaling`. */
  public readonly autoscaler?: ApiObject;

  /** The Job that this version has to pass, with a `gate` that has one. */
  public readonly gateJob?: ApiObject;

  /** The runtime that registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  private readonly model: DeploymentModel;
  private readonly companions: DesiredCompanion[] = [];

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the deployment's name if `props.name` is left out
   * @param props what is deployed, and how
   */
  constructor(scope: Construct, id: string, props: RestateDeploymentProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, DEPLOYMENT_TYPES, faults);
    const model = deploymentModel(this, id, typed, faults);
    checkDeployment(model, faults);
    checkTwin(this, model, faults);
    // A sidecar may be added later.
    faults.checkLate(() => warnOfProxy(model, faults));
    this.model = model;
    this.name = model.name;
    this.namespace = model.namespace;
    this.versionName = model.object;
    this.uri = serviceUri(model);

    const desired = desiredDeployment(model, this.uri);
    const version = ManagedVersion.of(this, model, desired, typed.runtime, faults);
    this.runtime = version.runtime;
    if (model.gate !== undefined && !this.isManaged) {
      const remedy = 'leave it out, or let a RestateRuntime manage the deployment';
      faults.add('gate', 'nothing would wait for it, as the runtime is none()', remedy);
    }
    this.replicaSet = this.makeReplicaSet(model, version);
    this.service = this.makeService(model, version);
    this.autoscaler = this.makeAutoscaler(model, version);
    this.gateJob = this.makeGateJob(model, version);
    this.node.defaultChild = this.replicaSet;

    const objects = [this.replicaSet, this.service, this.autoscaler, this.gateJob];
    version.manage(
      objects.filter((object) => object !== undefined),
      {
        callees: unlabelledPods(model),
        companions: this.companions,
        gate: this.gateJob && { job: this.gateJob.name },
      },
    );
  }

  /**
   * Lets an object live as long as the version that this app holds: tools keep it once it has left the manifests, and it is
   * deleted with the last version that names it. The version becomes an owner of the object, so that Kubernetes' garbage
   * collection deletes it; the runtime may read, patch and delete the objects of the current version, by their names.
   *
   * What it holds must not change for an older version: a ConfigMap or a Secret is `immutable`, and named by its content
   * ({@link contentName}); the name of any other object has the `versionName` in it.
   *
   * @param object a ConfigMap, a Secret or any other object of the namespace: an ApiObject, or a construct that is made
   * of one
   * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/
   */
  public addCompanion(object: IConstruct): void {
    const faults = Faults.of(this);
    const companion = companionOf(this, object, this.model, faults);
    if (companion === undefined) return;
    if (!this.isManaged) {
      const remedy = 'leave it out, or let a RestateRuntime manage the deployment';
      faults.add(
        'addCompanion',
        'nothing would remove the object, as the runtime is none()',
        remedy,
      );
      return;
    }
    this.companions.push(companion.desired);
    this.replicaSet.addDependency(companion.object);
  }

  private get isManaged(): boolean {
    return Object.keys(this.runtime._ownership().labels).length > 0;
  }

  /**
   * The ReplicaSet of this version, as autoscalers refer to what they scale. It is another for each version, so that an
   * autoscaler of the same app goes on to the latest with each apply; see `externalAutoscaling`.
   */
  public get scaleTargetRef(): k8s.CrossVersionObjectReferenceV2 {
    return { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: this.versionName };
  }

  private makeReplicaSet(model: DeploymentModel, version: ManagedVersion): ApiObject {
    const metadata = {
      labels: podLabels(model),
      annotations: {
        ...model.annotations,
        [POD_TEMPLATE]: model.podTemplateText,
        ...tunnelAnnotations(model),
        ...version.description,
      },
    };
    return this.make('apps/v1', 'ReplicaSet', replicaSetSpec(model), version, metadata, {
      path: ['spec', 'template'],
      remedy: `write it in ${model.templateField}, so that it makes a version of its own`,
    });
  }

  private makeService(model: DeploymentModel, version: ManagedVersion): ApiObject {
    const { labels, annotations, mesh } = model;
    return this.make('v1', 'Service', serviceSpec(model), version, {
      labels,
      annotations: { ...mesh?.serviceAnnotations, ...annotations },
    });
  }

  private makeAutoscaler(model: DeploymentModel, version: ManagedVersion): ApiObject | undefined {
    if (model.autoscaling === undefined) return undefined;
    const spec = autoscalerSpec(model);
    return this.make('autoscaling/v2', 'HorizontalPodAutoscaler', spec, version, {
      annotations: waveOf(model.annotations),
    });
  }

  /** It lives as long as the version, as a companion of it. */
  private makeGateJob(model: DeploymentModel, version: ManagedVersion): ApiObject | undefined {
    if (typeof model.gate !== 'object' || !this.isManaged) return undefined;
    const spec = gateJobSpec(model.gate, serviceUrl(model), this.runtime._pods);
    const name = gateJobName(this.versionName, spec);
    const metadata = {
      name,
      namespace: this.namespace,
      labels: { ...versionLabels(this.name), ...version.labels },
      annotations: withKeepAnnotations(waveOf(model.annotations)),
    };
    this.companions.push({ group: 'batch', version: 'v1', resource: 'jobs', kind: 'Job', name });
    return new Resource(
      this,
      'batch/v1',
      'Job',
      metadata,
      { spec },
      {
        path: ['spec', 'template'],
        remedy: 'write it in the template of the gate, so that it makes a Job of its own',
      },
    );
  }

  /** One object of the version: all of them have its name, and outlive the manifest. */
  private make(
    apiVersion: string,
    kind: string,
    spec: { [field: string]: any },
    version: ManagedVersion,
    metadata: {
      readonly labels?: { [key: string]: string };
      readonly annotations?: { [key: string]: string };
    },
    named?: NamedContent,
  ): ApiObject {
    const own = {
      name: this.versionName,
      namespace: this.namespace,
      labels: { ...metadata.labels, ...versionLabels(this.name), ...version.labels },
      annotations: withKeepAnnotations(metadata.annotations),
    };
    return new Resource(this, apiVersion, kind, own, { spec }, named);
  }
}

/** The autoscaler has none of the user's annotations but this: before its ReplicaSet it has nothing to scale. */
function waveOf({ [SYNC_WAVE]: wave }: { [key: string]: string }): { [key: string]: string } {
  return wave === undefined ? {} : { [SYNC_WAVE]: wave };
}
