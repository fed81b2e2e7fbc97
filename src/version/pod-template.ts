import type { k8s } from 'cdk8s-plus-28';
import { hasPodShape } from './pod-shape';
import { checkReservedKeys, warnOfHashLabel } from './reserved-keys';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import type { Json, StringMap } from '../core/json';
import { checkAnnotations, checkLabels } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { checkAddedNames, checkContainer, checkMounts } from '../core/pod-checks';
import { checkPodEnums } from '../core/pod-enums';
import { suggest } from '../core/suggest';

/** A pod template in manifest form. */
export interface PodTemplate {
  /** Null where none was given: that is how it goes into the hash. */
  readonly metadata: { readonly labels?: StringMap; readonly annotations?: StringMap } | null;
  readonly spec: Json;
}

/** A pod template as users give it. */
export interface GivenPodTemplate {
  readonly template?: k8s.PodTemplateSpec;
  readonly rawTemplate?: { [field: string]: any };
}

interface PodTemplateRules {
  /** What the only container is called where it has no name. */
  readonly defaultContainerName?: string;
  /** What stands before the names of the two props. */
  readonly path?: string;
  /** The only one that its owner takes. @default Always */
  readonly restartPolicy?: 'Always' | 'Never';
}

/** Harmless, where what was given can't be used. */
const EMPTY: PodTemplate = { metadata: null, spec: { containers: [] } };

/**
 * The template that was given, and its faults; a harmless one where there is none.
 */
export function readPodTemplate(
  { template, rawTemplate }: GivenPodTemplate,
  faults: Faults,
  { defaultContainerName, path = '', restartPolicy = 'Always' }: PodTemplateRules = {},
): PodTemplate {
  if ((template === undefined) === (rawTemplate === undefined)) {
    const given = template === undefined ? 'neither is given' : 'both are given';
    faults.add(`${path}template, ${path}rawTemplate`, given, 'write exactly one of them');
    if (template === undefined) return EMPTY;
  }
  const field = `${path}${template === undefined ? 'rawTemplate' : 'template'}`;
  // Typed parts may stand within a raw template; Kubernetes' own spelling is left as it is by both.
  const given = manifestValue(template ?? rawTemplate, faults, field);
  if (!hasPodShape(given, field, faults)) return EMPTY;
  const result = {
    metadata: podMetadata(given.metadata, `${field}.metadata`, faults),
    spec: given.spec ?? {},
  };
  checkMetadata(result, `${field}.metadata`, faults);
  const spec = named(result.spec, defaultContainerName);
  checkSpec(spec, `${field}.spec`, restartPolicy, faults);
  return result;
}

/** A spec whose only container has a name, for checks that go by it. */
function named(spec: Json, name: string | undefined): Json {
  const { containers } = spec;
  if (name === undefined || !Array.isArray(containers) || containers.length !== 1) return spec;
  return { ...spec, containers: [{ name, ...containers[0] }] };
}

/** Pods made from a template take labels and annotations from it, and nothing else of its metadata counts. */
function podMetadata(
  given: Json | null | undefined,
  field: string,
  faults: Faults,
): PodTemplate['metadata'] {
  if (given === undefined || given === null) return null;
  const { labels, annotations, ...others } = given;
  for (const [name, value] of Object.entries(others)) {
    if (value === null) continue;
    faults.warn(`${field}.${name}`, 'is ignored', 'write labels and annotations only');
  }
  return {
    ...(annotations && { annotations }),
    ...(labels && { labels }),
  };
}

function checkMetadata({ metadata }: PodTemplate, field: string, faults: Faults): void {
  checkLabels(metadata?.labels, `${field}.labels`, faults);
  checkAnnotations(metadata?.annotations, `${field}.annotations`, faults);
  warnOfHashLabel(metadata?.labels, `${field}.labels`, faults);
  checkReservedKeys(metadata?.annotations, `${field}.annotations`, faults);
}

function checkSpec(spec: Json, field: string, restartPolicy: string, faults: Faults): void {
  if (!Array.isArray(spec.containers) || spec.containers.length === 0) {
    faults.add(`${field}.containers`, `${shown(spec.containers)} has no containers`, 'add one');
    return;
  }
  // ReplicaSets have no others, and Knative none at all; the Job of a gate retries by new pods.
  if (![undefined, null, '', restartPolicy].includes(spec.restartPolicy)) {
    const problem = `unsupported value ${shown(spec.restartPolicy)}`;
    faults.add(`${field}.restartPolicy`, problem, `leave it out, or write "${restartPolicy}"`);
  }
  checkPodEnums(spec, field, faults);
  const volumes = (spec.volumes ?? []).map(({ name }: Json) => name);
  checkAddedNames(spec.volumes, [], 'volume', `${field}.volumes`, faults);
  const names: string[] = [];
  for (const list of ['initContainers', 'containers']) {
    checkAddedNames(spec[list], names, 'container', `${field}.${list}`, faults);
    (spec[list] ?? []).forEach((container: Json, index: number) => {
      const at = `${field}.${list}[${index}]`;
      names.push(container.name);
      checkContainer(container, at, faults);
      checkMounts(container.volumeMounts, new Set(volumes), [], `${at}.volumeMounts`, faults);
      warnOfUnknownPorts(container, at, faults);
    });
  }
}

/** Kubernetes accepts a probe of a port that is not there, and it then fails for ever. */
function warnOfUnknownPorts(container: Json, field: string, faults: Faults): void {
  const names = (container.ports ?? []).map((port: Json) => port.name);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    for (const check of ['httpGet', 'tcpSocket']) {
      const port = container[probe]?.[check]?.port;
      if (typeof port !== 'string' || names.includes(port)) continue;
      const meant = suggest(
        port,
        names.filter((name: unknown) => typeof name === 'string'),
      );
      faults.warn(
        `${field}.${probe}.${check}.port`,
        `the container has no port called ${shown(port)}`,
        meant === undefined ? 'name one of its ports, or write the number' : `write ${meant}`,
      );
    }
  }
}
