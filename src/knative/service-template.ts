import type { RestateKnativeProps } from './props';
import type { KnativeServiceProps } from './service-props';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';
import { manifestValue } from '../core/manifest-value';

const DEFAULT_PORT = 9080;

/** The pods of a Knative Service, as they go into the model. */
export interface ServiceTemplate {
  readonly props: Pick<RestateKnativeProps, 'template' | 'rawTemplate'>;
  /** Whether `port` is in it: containers that have ports keep them. */
  readonly hasPort: boolean;
}

/** The template of a Knative Service: what was given, with the port that Restate calls where there is none. */
export function serviceTemplate(
  { image, template, rawTemplate, port, useHttp11 }: KnativeServiceProps,
  faults: FaultSink,
): ServiceTemplate {
  const ports = [
    { name: useHttp11 === true ? 'http1' : 'h2c', containerPort: port ?? DEFAULT_PORT },
  ];
  if (template === undefined && rawTemplate === undefined) {
    const spec = { containers: [{ image: image ?? 'missing', ports }] };
    return { props: { rawTemplate: { spec } }, hasPort: true };
  }
  const field = template === undefined ? 'rawTemplate' : 'template';
  const plain: Json = manifestValue(template ?? rawTemplate, faults, field);
  const { containers } = plain?.spec ?? {};
  if (!Array.isArray(containers) || containers.length !== 1 || hasPorts(containers[0])) {
    return { props: { [field]: plain }, hasPort: false };
  }
  const spec = { ...plain.spec, containers: [{ ...containers[0], ports }] };
  return { props: { [field]: { ...plain, spec } }, hasPort: true };
}

function hasPorts(container: Json | null): boolean {
  return (container?.ports ?? []).length > 0;
}
