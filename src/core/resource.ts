import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/** The metadata of a Kubernetes object. */
export interface ResourceMetadata {
  readonly name: string;
  /** Undefined for cluster-scoped kinds; never defaulted from the chart. */
  readonly namespace?: string;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/**
 * Renders every object of this library.
 *
 * Name and namespace are always explicit: a Chart would also set its namespace on cluster-scoped kinds, and generate
 * names. The content is plain JSON, since generated classes drop fields that are newer than they are.
 */
export class Resource extends ApiObject {
  constructor(
    scope: Construct,
    apiVersion: string,
    kind: string,
    metadata: ResourceMetadata,
    content: { [field: string]: any },
  ) {
    super(scope, `${kind}-${metadata.name}`, {
      apiVersion,
      kind,
      metadata: {
        name: metadata.name,
        namespace: metadata.namespace,
        ...(isEmpty(metadata.labels) ? {} : { labels: metadata.labels }),
        ...(isEmpty(metadata.annotations) ? {} : { annotations: metadata.annotations }),
      },
      ...content,
    });
    if (metadata.namespace === undefined && this.metadata.namespace !== undefined) {
      // Without a namespace an ApiObject inherits the chart's.
      this.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
  }
}

function isEmpty(map: { [key: string]: string } | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
