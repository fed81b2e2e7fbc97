import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { RestateAutoscaling } from './autoscaling';
import type { RestateExternalAutoscaling } from './external-autoscaling';
import type { RestateGate } from './gate';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateServiceMesh } from '../service-mesh/service-mesh';
import type { RestateVersionProps } from '../version/props';

/**
 * A service and how it is deployed. Exactly one of `template` and `rawTemplate` is needed.
 *
 * @see https://docs.restate.dev/services/deployment/kubernetes
 */
export interface RestateDeploymentProps extends RestateVersionProps {
  /**
   * The name of the deployment; each version's objects are called `<name>-<hash>`, in at most 63 characters.
   *
   * A DNS label that begins with a letter.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the pods, which must exist. It is part of the URL that Restate calls.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /**
   * Labels of each version's Service. Those of the pods are in the template.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of each version's ReplicaSet and Service.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /** The admin API that versions are registered with. */
  readonly admin: RestateAdmin;

  /**
   * How many pods the latest version has. Older ones keep theirs until they have drained. With `autoscaling` or
   * `externalAutoscaling` it has no effect.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Selects the pods by labels of the template. A label with the version's hash is added.
   *
   * @default - all pods of the version
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
   */
  readonly selector?: k8s.LabelSelector;

  /**
   * The pods. Any change makes a new version.
   *
   * The Service of a version leads to the first container port called `restate`, else to the first port, else to
   * 9080.
   *
   * @default - `rawTemplate`
   * @see https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
   */
  readonly template?: k8s.PodTemplateSpec;

  /**
   * The pods as a map in Kubernetes' own spelling, for fields that the typed template does not know. Typed parts
   * may stand within it.
   *
   * @default - `template`
   */
  readonly rawTemplate?: { [field: string]: any };

  /**
   * How long a new pod has to be ready before it counts as available, in whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;

  /**
   * What a new version has to pass before it is registered. The version before it goes on serving until then, and when it
   * does not pass. Another gate is no other version.
   *
   * @default - a version is registered once its pods are ready
   */
  readonly gate?: RestateGate;

  /**
   * How many drained versions are kept, without pods, to roll back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;

  /**
   * Scales each version by its load.
   *
   * @default - `replicas` pods
   */
  readonly autoscaling?: RestateAutoscaling;

  /**
   * Instead of `autoscaling`: something else scales the latest version, and neither the manifests nor the runtime say how
   * many pods it has.
   *
   * @default - nothing else does
   */
  readonly externalAutoscaling?: RestateExternalAutoscaling;

  /**
   * Whether each version's Service is headless, for a proxy or mesh that balances requests over the pods by
   * itself. Its port is then the container's. A change makes a new version.
   *
   * @default false
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
   */
  readonly headlessService?: boolean;

  /**
   * The service mesh that the pods take part in. Its labels and annotations are added to the template, which
   * takes precedence, so that a change makes a new version.
   *
   * @default - none
   */
  readonly serviceMesh?: RestateServiceMesh;

  /**
   * Whether the pods hold their tunnel to Restate Cloud themselves, by a library in the service, instead of being
   * reached through the environment's tunnel pods. All containers get the variables `RESTATE_INPROC_TUNNEL_NAME`,
   * `RESTATE_INPROC_ENVIRONMENT_ID`, `RESTATE_INPROC_CLOUD_REGION` and `RESTATE_INPROC_SIGNING_PUBLIC_KEY`; the
   * template mounts the token from a Secret and says where, by `RESTATE_INPROC_AUTH_TOKEN_FILE`. Only with `RestateAdmin.fromCloud`. A change makes a new version.
   *
   * @default false
   * @see https://github.com/restatedev/sdk-tunnel
   */
  readonly inProcessTunnel?: boolean;

  /**
   * The DNS domain of the Kubernetes cluster, as Restate resolves the Service's name.
   *
   * @default - that of `admin`, else "cluster.local"
   */
  readonly clusterDns?: string;
}
