import type { Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { RestateImagePullPolicy } from '../core/pod-policies';

/** The pods that run the bundled program of this library. */
export interface RestateRuntimePodProps {
  /**
   * An image with Node.js 20 or later, as `node`; nothing else in it is used. A digest pins it.
   *
   * @default - node:24-alpine; docs/security.md has the list
   */
  readonly image?: string;

  /**
   * When the image is pulled.
   *
   * @default - `ALWAYS` for the tag latest, otherwise `IF_NOT_PRESENT`
   */
  readonly imagePullPolicy?: RestateImagePullPolicy;

  /**
   * The names of the Secrets for pulling the image.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Resource requests and limits of the container.
   *
   * @default - requests of 10m CPU and 64Mi memory, a limit of 128Mi memory
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Further labels of the pods, such as labels that a network policy or a mesh selects.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Annotations of the pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * The chart whose file has the ConfigMap of the script: 200 KB that change with this library and not with the app.
   * With a chart of its own for the scripts of all namespaces, reviews see no more of them than one file. Apply it with
   * the others; the pods wait for it.
   *
   * @default - the chart of the construct
   * @see https://github.com/cdk8s-restate/cdk8s-restate/blob/main/docs/tools.md#reviews
   */
  readonly scriptChart?: Chart;

  /**
   * Escape hatch for all other fields: a pod template (`metadata` and `spec`), with the field names of Kubernetes, merged
   * over the generated one. Maps are merged, lists of named items such as containers are merged by name (the container
   * is named `reconcile`), other lists are replaced. null removes a field, and so does `{ '$patch': 'delete' }`:
   * languages other than TypeScript can't pass null. Labels and annotations by which the runtime finds its pods can't be
   * overridden.
   *
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
   */
  readonly overrides?: { [field: string]: any };
}
