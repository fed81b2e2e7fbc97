import {
  ApiObject,
  App,
  ImplicitTokenResolver,
  JsonPatch,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import type { Construct } from 'constructs';
import { checkUnchanged } from './content-checks';
import type { NamedContent } from './content-checks';
import { Faults, shown } from './faults';
import { checkCollisions } from './object-collisions';
import { isRendered } from './rendered';
import { checkTexts } from './text-checks';
import { writtenJson } from './written-json';

/** The metadata of a Kubernetes object. */
export interface ResourceMetadata {
  readonly name: string;
  /** Undefined for cluster-scoped kinds; never defaulted from the chart. */
  readonly namespace?: string;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** The resolvers that each App has; they leave plain JSON as it is. */
const DEFAULT_RESOLVERS = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Renders every object of this library.
 *
 * Name and namespace are always explicit: a Chart would also set its namespace on cluster-scoped kinds, and generate
 * names. The content is plain JSON, since generated classes drop fields that are newer than they are.
 */
export class Resource extends ApiObject {
  private patched = false;

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

  public addJsonPatch(...ops: JsonPatch[]): void {
    super.addJsonPatch(...ops);
    this.patched = true;
  }

  /** As ApiObject renders it, in a fraction of the time where nobody else can change the content. */
  public toJson(): any {
    if (this.isChanged()) return super.toJson();
    const { apiVersion, kind } = this;
    return { apiVersion, kind, metadata: this.metadata.toJson(), ...writtenJson(this.content) };
  }

  /** The name in the manifest. */
  protected get finalName(): string {
    return this.name;
  }

  /** Checks what is written at last, after JSON patches, resolvers and all that was added. */
  private check(faults: Faults): void {
    try {
      this.checkContent(faults);
    } catch (error) {
      // What was given is at fault, and told already.
      if (!faults.isEmpty) return;
      // The patch library appends the whole object.
      const [reason] = (error as Error).message
        .replace(/^Failed serializing.*?': (\w*Error: )?/, '')
        .split('\n');
      const remedy = 'correct what was added to it, such as a JSON patch or a resolver';
      faults.add(this.label, `cannot be written: ${reason}`, remedy);
      return;
    }
    checkCollisions(this, faults);
  }

  /** Whether JSON patches or resolvers may change the content. */
  private isChanged(): boolean {
    const isDefault = (resolver: unknown) =>
      DEFAULT_RESOLVERS.some((each) => resolver instanceof each);
    return this.patched || !App.of(this).resolvers.every(isDefault);
  }

  private checkContent(faults: Faults): void {
    // With the texts all parts are produced, and tell what they can't be made of.
    const texts = isRendered(this) ? { add: () => undefined } : faults;
    if (!this.isChanged()) {
      checkTexts({ metadata: this.metadata.toJson(), ...this.content }, this.label, texts);
      return;
    }
    const manifest = this.toJson();
    checkTexts(manifest, this.label, texts);
    if (this.named === undefined) return;
    checkUnchanged(manifest, writtenJson(this.content), this.named, this.label, faults);
    if (manifest.metadata?.name !== this.finalName) {
      const problem = `is ${shown(manifest.metadata?.name)} after JSON patches and resolvers, but the name is a hash of the content`;
      faults.add(`${this.label}.metadata.name`, problem, 'leave the name as it is');
    }
  }

  private get label(): string {
    return `${this.kind} ${this.name}`;
  }
}

function isEmpty(map: { [key: string]: string } | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
