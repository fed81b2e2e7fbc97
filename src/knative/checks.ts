import type { KnativeModel } from './model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';
import { checkAtLeast, checkDnsLabel } from '../core/kubernetes-syntax';
import { checkVersion } from '../version/checks';
import { LONGEST_HASH } from '../version/revision-hash';

/** The port names by which Knative selects a protocol; without a name it is HTTP/1.1. */
const PORT_NAMES = ['h2c', 'http1'];
const LONGEST_NAME = 63;

/** Everything about a Knative version that Kubernetes, Knative or Restate would refuse later. */
export function checkKnative(model: KnativeModel, faults: FaultSink): void {
  checkName(model, faults);
  checkVersion(model, faults);
  for (const key of Object.keys(model.annotations).sort()) {
    if (!key.startsWith('autoscaling.knative.dev/')) continue;
    faults.add(
      'annotations',
      `Knative rejects ${shown(key)} on its objects`,
      `put it in the template's annotations`,
    );
  }
  checkScale(model, faults);
  checkPorts(model, faults);
  checkTag(model, faults);
  if (model.callees.length === 0) {
    faults.add('ingress', 'is in no namespace', 'name the namespace of its pods');
  }
  for (const callee of model.callees) {
    if ('namespace' in callee) checkDnsLabel(callee.namespace, 'ingress', faults);
  }
}

function checkName({ name, object, revisionInfix }: KnativeModel, faults: FaultSink): void {
  if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    faults.add(
      'name',
      `${shown(name)} is not a DNS label that starts with a letter`,
      'write lower-case letters, digits and "-", starting with a letter and ending with a letter or digit',
    );
  } else if (revisionInfix !== undefined) {
    checkRevisionName(name, revisionInfix, faults);
  } else if (object.length > LONGEST_NAME) {
    const longest = LONGEST_NAME - (object.length - name.length);
    const problem = `${shown(object)}, the name with the version, is ${object.length} characters long, more than ${LONGEST_NAME}`;
    faults.add('name', problem, `write at most ${longest} characters`);
  }
}

/** Whatever the hash: a name that fits today must not fail with the next image. */
function checkRevisionName(name: string, infix: string, faults: FaultSink): void {
  const longest = LONGEST_NAME - infix.length - LONGEST_HASH;
  if (name.length <= longest) return;
  const problem = `${shown(name)} is ${name.length} characters long, and the name of a Revision also needs room for "${infix}" and a hash of ${LONGEST_HASH}`;
  faults.add('name', problem, `write at most ${longest} characters`);
}

function checkScale({ minScale, maxScale, target }: KnativeModel, faults: FaultSink): void {
  checkAtLeast(minScale, 0, 'minScale', faults);
  checkAtLeast(maxScale, 0, 'maxScale', faults);
  checkAtLeast(target, 1, 'target', faults);
  // No limit is written as 0.
  if (maxScale !== undefined && maxScale > 0 && minScale > maxScale) {
    const problem = `${minScale} is more than maxScale, ${maxScale}`;
    faults.add('minScale', problem, 'write a smaller one, or a larger maxScale');
  }
}

function checkPorts({ template, templateField }: KnativeModel, faults: FaultSink): void {
  const field = `${templateField}.spec.containers`;
  const containers: Json[] = template.spec.containers ?? [];
  const withPorts = containers
    .map((container, index) => ({ ports: (container?.ports ?? []) as Json[], index }))
    .filter(({ ports }) => ports.length > 0);
  const remedy = 'give one container one port named "h2c"';
  if (withPorts.length === 0) {
    if (containers.length > 0) faults.add(field, 'no container has a port', remedy);
    return;
  }
  if (withPorts.length > 1) {
    faults.add(field, `${withPorts.length} containers have ports, and Knative allows one`, remedy);
  }
  for (const { ports, index } of withPorts) {
    const at = `${field}[${index}].ports`;
    if (ports.length > 1) faults.add(at, `${ports.length} ports, and Knative allows one`, remedy);
    ports.forEach(({ name }, port) => {
      if (name === undefined || name === '' || PORT_NAMES.includes(name)) return;
      faults.add(
        `${at}[${port}].name`,
        `unsupported port name ${shown(name)}`,
        'use "h2c", or "http1" for a service that speaks HTTP/1.1',
      );
    });
  }
}

function checkTag({ tagged, version }: KnativeModel, faults: FaultSink): void {
  if (!tagged || /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(version)) return;
  faults.add(
    'tag',
    `${shown(version)} is not a DNS label that starts with a letter`,
    'write lower-case letters, digits and "-", starting with a letter and ending with a letter or digit',
  );
}
