import type { Construct } from 'constructs';
import type { RenderOptions } from './options';
import type { Fault, FaultSink } from '../../core/faults';
import type { InputResource } from '../input/resources';

/** What makes a construct of one kind of resource. */
export interface Renderer {
  readonly kind: string;

  /**
   * Makes the construct. What the construct's props can't express is a fault, with the field as it is called in the
   * resource.
   */
  render(scope: Construct, resource: InputResource, context: RenderContext): Construct;

  /** What the construct says of its props, in the words of the resource and the flags. */
  translate(fault: Fault): Fault;
}

/** What a resource is rendered with. */
export interface RenderContext {
  readonly options: RenderOptions;
  readonly faults: FaultSink;
  /** Something that is likely to go wrong with what is rendered. */
  warn(field: string, problem: string, remedy: string): void;
  /** The construct that another resource of the input was made into. */
  find(kind: string, name: string): Construct | undefined;
}

/** The construct's id: its path names the resource. */
export function constructId(resource: InputResource): string {
  return [resource.kind, resource.namespace, resource.name]
    .filter((part) => part !== undefined)
    .join(':');
}
