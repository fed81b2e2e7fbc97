import { App, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { cloudRenderer } from './cloud-renderer';
import { clusterRenderer } from './cluster-renderer';
import { deploymentRenderer } from './deployment-renderer';
import { flagOfProp } from './flags';
import type { RenderOptions } from './flags';
import type { Renderer } from './renderer';
import { Faults } from '../../core/faults';
import type { Fault } from '../../core/faults';
import { setRendered } from '../../core/rendered';
import type { InputFault } from '../input/input-fault';
import { withoutMade } from '../input/other-objects';
import { readResources, resourceLabel } from '../input/resources';
import type { InputFile, InputResource } from '../input/resources';
import { SchemaCheck } from '../input/schema-check';

/** In this order, since deployments may register with clusters and cloud environments of the input. */
const RENDERERS: readonly Renderer[] = [clusterRenderer, cloudRenderer, deploymentRenderer];

/** The result of rendering: objects, or the faults of the input. */
export interface Rendering {
  /** Empty if there are faults. */
  readonly objects: readonly any[];
  readonly faults: readonly InputFault[];
  readonly warnings: readonly InputFault[];
}

/** Renders the operator's resources through the constructs, all in one app. */
export function render(files: readonly InputFile[], options: RenderOptions): Rendering {
  const input = readResources(files, SchemaCheck.shared(), options);
  const chart = new Chart(new App(), 'render', { disableResourceNameHashes: true });
  setRendered(chart);
  const rendered = RENDERERS.flatMap((renderer) =>
    input.resources
      .filter(({ kind }) => kind === renderer.kind)
      .map((resource) => new RenderedResource(chart, resource, renderer, options)),
  );
  const own = rendered.map((resource) => resource.findings());
  const faults = [...input.faults, ...own.flatMap((findings) => findings.faults)];
  const made: any[] = faults.length === 0 ? chart.toJson() : [];
  const others = withoutMade(input.others, made);
  return {
    objects: faults.length === 0 ? [...others.kept, ...made] : [],
    faults: inOrderOf(files, faults),
    warnings: inOrderOf(files, [
      ...own.flatMap((findings) => findings.warnings),
      ...others.warnings,
    ]),
  };
}

/** A resource, its construct, and the faults and warnings of both. */
class RenderedResource {
  private readonly construct?: Construct;
  /** Constructs that were created along with it, such as the runtime of a namespace for its first deployment. */
  private readonly others: Construct[];
  private readonly faults: Fault[];
  private readonly warnings: Fault[];

  constructor(
    chart: Chart,
    private readonly resource: InputResource,
    private readonly renderer: Renderer,
    options: RenderOptions,
  ) {
    this.faults = [...resource.faults];
    this.warnings = [...resource.warnings];
    const before = new Set<IConstruct>(chart.node.children);
    try {
      this.construct = renderer.render(chart, resource, {
        options,
        faults: { add: (field, problem, remedy) => this.add({ field, problem, remedy }) },
        warn: (field, problem, remedy) => this.warnings.push({ field, problem, remedy }),
        find: (kind, name) => chart.node.tryFindChild(`${kind}:${name}`) as Construct | undefined,
      });
    } catch (error) {
      // After removing invalid values, too little may be left to create the construct.
      if (this.faults.length === 0) throw error;
    }
    this.others = chart.node.children.filter(
      (child): child is Construct => !before.has(child) && child !== this.construct,
    );
  }

  public findings(): { faults: InputFault[]; warnings: InputFault[] } {
    const own = collect(this.construct, (fault) => this.renderer.translate(fault));
    const others = this.others.map((other) => collect(other, ofRuntime));
    const all = [own, ...others];
    all.flatMap(({ faults }) => faults).forEach((fault) => this.add(fault));
    return {
      faults: this.faults.map((fault) => this.located(fault)),
      warnings: this.withoutKnown(all.flatMap(({ warnings }) => warnings)).map((fault) =>
        this.located(fault),
      ),
    };
  }

  /** Adds a fault, unless the schema already found one in the same field, a parent or a child. */
  private add(fault: Fault): void {
    const within = (field: string, other: string) =>
      field === other || field.startsWith(`${other}.`) || field.startsWith(`${other}[`);
    const reported = this.resource.faults.some(
      ({ field }) => within(field, fault.field) || within(fault.field, field),
    );
    if (!reported) this.faults.push(fault);
  }

  /** All warnings, but those of constructs about what the schema has warned of. */
  private withoutKnown(warnings: readonly Fault[]): Fault[] {
    const known = new Set(this.warnings.map(({ field }) => field));
    return [...this.warnings, ...warnings.filter(({ field }) => !known.has(field))];
  }

  private located(fault: Fault): InputFault {
    const { field, problem, remedy } = fault;
    return {
      file: this.resource.file,
      resource: resourceLabel(this.resource),
      field,
      problem,
      remedy,
    };
  }
}

/** The faults and warnings of a construct and its children, translated to fields of the resource. */
function collect(construct: Construct | undefined, translate: (fault: Fault) => Fault) {
  const recorded = (construct?.node.findAll() ?? []).flatMap(
    (each) => Faults.recordedIn(each) ?? [],
  );
  return {
    faults: recorded.flatMap((faults) => faults.all()).map(translate),
    warnings: recorded.flatMap((faults) => faults.takeWarnings()).map(translate),
  };
}

/** What can be set of a runtime has flags. */
function ofRuntime(fault: Fault): Fault {
  const field = fault.field === 'name' ? '--runtime-name' : `runtime.${fault.field}`;
  return { ...fault, field: flagOfProp(field) ?? field };
}

function inOrderOf(files: readonly InputFile[], faults: readonly InputFault[]): InputFault[] {
  const position = new Map(files.map(({ file }, index) => [file, index]));
  return [...faults].sort((a, b) => position.get(a.file)! - position.get(b.file)!);
}
