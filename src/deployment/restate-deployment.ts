import type { ApiObject } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { autoscalerSpec, scalingBounds } from './autoscaler';
import { checkDeployment } from './checks';
import { tunnelAnnotations } from './in-process-tunnel';
import { deploymentModel } from './model';
import type { DeploymentModel } from './model';
import type { RestateDeploymentProps } from './props';
import { podLabels, replicaSetSpec } from './replica-set';
import { serviceSpec, serviceUri } from './service';
import type { DesiredDeployment } from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import { contentHash } from '../core/content-hash';
import { Faults } from '../core/faults';
import { Resource } from '../core/resource';
import { SYNC_WAVE } from '../core/sync-wave';
import { RestateRuntime } from '../runtime/restate-runtime';
import { POD_TEMPLATE, versionDescription, versionLabels } from '../version/metadata';
import { versionClient } from '../version/model';
import { checkReservedKeys } from '../version/reserved-keys';

/**
 * A service, deployed as versions that never change: each has a ReplicaSet and a Service of its own, is registered
 * with Restate once its pods are ready, and stays until no invocation needs it.
 *
 * The app holds the latest version only. Older ones stay in the Kubernetes cluster, with annotations that keep tools
 * from pruning them, and the runtime removes them.
 *
 * @see https://docs.restate.dev/services/deployment/kubernetes
 */
export class RestateDeployment extends Construct {
  /** The name of the deployment. */
  public readonly name: string;

  /** The namespace of the pods. */
  public readonly namespace: string;

  /** The name of this version's objects: `<name>-<hash>`. */
  public readonly versionName: string;

  /** What is registered with Restate. */
  public readonly url: string;

  /** The ReplicaSet of this version. */
  public readonly replicaSet: ApiObject;

  /** The Service of this version. */
  public readonly service: ApiObject;

  /** The HorizontalPodAutoscaler of this version, with `autoscaling`. */
  public readonly autoscaler?: ApiObject;

  /** Who registers and drains the versions. */
  public readonly runtime: RestateRuntime;

  private readonly model: DeploymentModel;

  /**
   * @param scope the chart
   * @param id the construct's id, and the deployment's name if `props.name` is left out
   * @param props what is deployed, and how
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: RestateDeploymentProps) {
    super(scope, id);
    const faults = Faults.of(this);
    this.model = deploymentModel(this, id, props, faults);
    checkDeployment(this.model, faults);
    checkReservedKeys(Chart.of(this).labels, 'labels of the chart', faults);
    this.name = this.model.name;
    this.namespace = this.model.namespace;
    this.versionName = this.model.object;
    this.url = serviceUri(this.model);
    this.runtime = RestateRuntime._for(this, this.namespace, props.runtime, faults);

    this.replicaSet = this.resource('apps/v1', 'ReplicaSet', replicaSetSpec(this.model), {
      labels: podLabels(this.model),
      annotations: {
        ...this.model.annotations,
        [POD_TEMPLATE]: this.model.podTemplateText,
        ...tunnelAnnotations(this.model),
        ...this.runtime._ownership(versionDescription(this.model, this.url)).annotations,
      },
    });
    const { labels, annotations, mesh } = this.model;
    this.service = this.resource('v1', 'Service', serviceSpec(this.model), {
      labels,
      annotations: { ...mesh?.serviceAnnotations, ...annotations },
    });
    if (this.model.autoscaling !== undefined) {
      this.autoscaler = this.resource(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        autoscalerSpec(this.model),
        { annotations: waveOf(annotations) },
      );
    }

    const objects = [this.replicaSet, this.service, this.autoscaler].filter(
      (object) => object !== undefined,
    );
    this.runtime._manage(versionClient(this, this.model, this.desired(), objects));
  }

  /** One object of the version: all of them have its name, and outlive the manifest. */
  private resource(
    apiVersion: string,
    kind: string,
    spec: { [field: string]: any },
    metadata: {
      readonly labels?: { [key: string]: string };
      readonly annotations?: { [key: string]: string };
    },
  ): ApiObject {
    return new Resource(
      this,
      apiVersion,
      kind,
      {
        name: this.versionName,
        namespace: this.namespace,
        labels: {
          ...metadata.labels,
          ...versionLabels(this.name),
          ...this.runtime._ownership().labels,
        },
        annotations: withKeepAnnotations(metadata.annotations),
      },
      { spec },
    );
  }

  private desired(): Omit<DesiredDeployment, 'hash' | 'admin'> {
    const { model } = this;
    return {
      name: model.name,
      mode: 'ReplicaSet',
      version: model.hash,
      object: model.object,
      discoveryHash: contentHash({ useHttp11: model.useHttp11 }),
      uri: this.url,
      ...(model.useHttp11 && { useHttp11: true }),
      ...(model.breaking && { breaking: true }),
      ...(model.autoscaling === undefined
        ? { replicas: model.replicas }
        : { autoscaling: scalingBounds(model) }),
      drainDelaySeconds: model.drainDelaySeconds,
      revisionHistoryLimit: model.revisionHistoryLimit,
      deletionPolicy: model.deletionPolicy,
      ...(model.paused && { paused: true }),
    };
  }
}

/** The autoscaler has none of the user's annotations but this: before its ReplicaSet it has nothing to scale. */
function waveOf({ [SYNC_WAVE]: wave }: { [key: string]: string }): { [key: string]: string } {
  return wave === undefined ? {} : { [SYNC_WAVE]: wave };
}
