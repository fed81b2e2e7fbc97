import type { RestateKnativeProps } from './props';
import type { KnativeServiceProps } from './service-props';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkPort } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';

type Json = { [field: string]: any };

type TemplateProps = Pick<RestateKnativeProps, 'template' | 'rawTemplate'>;

const DEFAULT_PORT = 9080;

/** The template of a Knative Service: what was given, with the port that Restate calls where there is none. */
export function templateProps(
  { image, template, rawTemplate, port, useHttp11 }: KnativeServiceProps,
  faults: FaultSink,
): TemplateProps {
  const given = Object.entries({ image, template, rawTemplate }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length !== 1) {
    const names = given.map(([name]) => name).join(' and ') || 'none';
    faults.add('image, template, rawTemplate', `${names} given`, 'write exactly one of them');
  }
  if (port !== undefined) checkPort(port, 'port', faults);
  const ports = [
    { name: useHttp11 === true ? 'http1' : 'h2c', containerPort: port ?? DEFAULT_PORT },
  ];
  if (template === undefined && rawTemplate === undefined) {
    return { rawTemplate: { spec: { containers: [{ image: image ?? 'missing', ports }] } } };
  }
  const field = template === undefined ? 'rawTemplate' : 'template';
  const plain: Json = manifestValue(template ?? rawTemplate, faults, field);
  const { containers } = plain?.spec ?? {};
  if (!Array.isArray(containers) || containers.length !== 1 || hasPorts(containers[0])) {
    if (port !== undefined) {
      const problem = `${shown(port)} has no effect: the containers' own ports count`;
      faults.add('port', problem, `leave it out, and write it into ${field}`);
    }
    return { [field]: plain };
  }
  return {
    [field]: { ...plain, spec: { ...plain.spec, containers: [{ ...containers[0], ports }] } },
  };
}

function hasPorts(container: Json | null): boolean {
  return (container?.ports ?? []).length > 0;
}
