import type { k8s } from 'cdk8s-plus-28';

/** The pods that run the script of this library. */
export interface RestateRuntimePodProps {
  /**
   * An image with Node.js 20 or later, as `node`. Nothing else of it is used. Name it by digest where a tag must
   * not decide what runs.
   *
   * @default "docker.io/library/node:24-alpine"
   */
  readonly image?: string;

  /**
   * When the image is pulled: `Always`, `IfNotPresent` or `Never`.
   *
   * @default - that of Kubernetes
   */
  readonly imagePullPolicy?: string;

  /**
   * Names of the Secrets that the image is pulled with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * What the container asks for and is held to.
   *
   * @default - requests of 10m CPU and 64Mi memory, a limit of 128Mi memory
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Further labels of the pods, such as those that a policy or a mesh goes by.
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
   * Fields of the pods' `spec`, in Kubernetes' own spelling, merged over what is made here. Lists of named things, such
   * as containers, are merged by name (the container is called `reconcile`). null removes a field, and so does
   * `{ '$patch': 'delete' }`: null does not arrive from other languages than TypeScript.
   *
   * @default - none
   */
  readonly podOverrides?: { [field: string]: any };
}
