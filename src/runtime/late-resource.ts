import type { Construct } from 'constructs';
import type { NamedContent } from '../core/content-checks';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';

/** A resource whose name is only known when the manifests are written: it ends in a hash of what is still added to. */
export class LateResource extends Resource {
  constructor(
    scope: Construct,
    apiVersion: string,
    kind: string,
    metadata: ResourceMetadata,
    content: { [field: string]: any },
    private readonly lateName: () => string,
    named: NamedContent,
  ) {
    super(scope, apiVersion, kind, metadata, content, named);
  }

  public toJson(): any {
    const json = super.toJson();
    return { ...json, metadata: { ...json.metadata, name: this.finalName } };
  }

  protected get finalName(): string {
    return this.lateName();
  }
}
