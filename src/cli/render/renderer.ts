import type { Construct } from 'constructs';
import { flagOfProp } from './flags';
import type { RenderOptions } from './flags';
import type { Fault, FaultSink } from '../../core/faults';
import type { InputResource } from '../input/resources';

/** Creates the construct of one kind of resource. */
export interface Renderer {
  readonly kind: string;

  /**
   * Creates the construct. Anything that the construct's props cannot express is a fault, with the name of the field in
   * the resource.
   */
  render(scope: Construct, resource: InputResource, context: RenderContext): Construct;

  /** Converts a fault about the construct's props into one about the resource and the flags. */
  translate(fault: Fault): Fault;
}

/** The context that a resource is rendered in. */
export interface RenderContext {
  readonly options: RenderOptions;
  readonly faults: FaultSink;
  /** Warns of something in the output that will probably not work. */
  warn(field: string, problem: string, remedy: string): void;
  /** The construct of another resource of the input. */
  find(kind: string, name: string): Construct | undefined;
}

/** How fields are named in the resource, by the props that they set; the first match counts. */
export type FieldNames = ReadonlyArray<readonly [prop: RegExp, field: string]>;

/** The flag or the field of the resource that sets a prop. */
export function inputField(prop: string, names: FieldNames): string {
  const flag = flagOfProp(prop);
  if (flag !== undefined) return flag;
  const [pattern, field] = names.find(([known]) => known.test(prop))!;
  return prop.replace(pattern, field);
}

/** The construct's id: its path identifies the resource. */
export function constructId(resource: InputResource): string {
  return [resource.kind, resource.namespace, resource.name]
    .filter((part) => part !== undefined)
    .join(':');
}
