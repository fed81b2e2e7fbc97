import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/** What a Kubernetes object is called and labelled. */
export interface ResourceMetadata {
  readonly name: string;
  /** Left out for cluster-scoped kinds; never taken from the chart. */
  readonly namespace?: string;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/**
 * The one class that every object of this library is rendered by.
 *
 * It says name and namespace itself: a Chart would put its namespace on cluster-scoped kinds too, and make up
 * names. Content is plain JSON, since typed classes lose the fields that are newer than they are.
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
      // An ApiObject can't be told to have none: it takes the chart's.
      this.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
  }
}

function isEmpty(map: { [key: string]: string } | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
