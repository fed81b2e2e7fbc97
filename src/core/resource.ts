import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkUnchanged } from './content-checks';
import type { NamedContent } from './content-checks';
import { Faults, shown } from './faults';
import { checkCollisions } from './object-collisions';
import { isRendered } from './rendered';
import { checkTexts } from './text-checks';

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
  /**
   * @param named the part of the content that the object's name is a hash of, if it is: nothing may change it later
   */
  constructor(
    scope: Construct,
    apiVersion: string,
    kind: string,
    metadata: ResourceMetadata,
    private readonly content: { [field: string]: any },
    private readonly named?: NamedContent,
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
    const faults = Faults.of(scope);
    faults.checkLate(() => this.check(faults));
  }

  /** The name in the manifest. */
  protected get finalName(): string {
    return this.name;
  }

  /** Checks what is written at last, after JSON patches, resolvers and all that was added. */
  private check(faults: Faults): void {
    let manifest: any;
    try {
      manifest = this.toJson();
    } catch (error) {
      // What was given is at fault, and told already.
      if (!faults.isEmpty) return;
      // The patch library appends the whole object.
      const [reason] = (error as Error).message
        .replace(/^Failed serializing.*?': (\w*Error: )?/, '')
        .split('\n');
      const remedy = 'correct what was added to it, such as a JSON patch or a resolver';
      faults.add(`${this.kind} ${this.name}`, `cannot be written: ${reason}`, remedy);
      return;
    }
    const field = `${this.kind} ${this.name}`;
    if (!isRendered(this)) checkTexts(manifest, field, faults);
    if (this.named !== undefined) {
      checkUnchanged(manifest, this.content, this.named, field, faults);
      if (manifest.metadata?.name !== this.finalName) {
        const problem = `is ${shown(manifest.metadata?.name)} after JSON patches and resolvers, but the name is a hash of the content`;
        faults.add(`${field}.metadata.name`, problem, 'leave the name as it is');
      }
    }
    checkCollisions(this, faults);
  }
}

function isEmpty(map: { [key: string]: string } | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
