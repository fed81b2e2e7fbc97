import { shown } from './faults';
import type { FaultSink } from './faults';
import type { Json } from './json';
import {
  checkDnsLabel,
  checkOneOf,
  checkPort,
  checkPortName,
  checkQuantity,
} from './kubernetes-syntax';
import { checkContainerEnums } from './pod-enums';
import { RestateImagePullPolicy } from './pod-policies';
import { quantityValue } from './quantity';
import { suggest } from './suggest';

/** Environment variable names: printable ASCII characters other than "=". */
const ENV_NAME = /^[ -<>-~]+$/;

/** Checks one container of a manifest, except for its name and mounts, which depend on the rest of the pod. */
export function checkContainer(container: Json, field: string, faults: FaultSink): void {
  checkImageReference(container, `${field}.`, 'write one such as "alpine:3.21"', faults);
  checkContainerEnums(container, field, faults);
  checkEnv(container?.env, `${field}.env`, faults);
  checkResources(container?.resources, `${field}.resources`, faults);
  checkPorts(container?.ports, `${field}.ports`, faults);
}

/**
 * Checks an image and when it is pulled.
 *
 * @param prefix what stands before the names of the two fields
 */
export function checkImage(
  given: Json | undefined,
  prefix: string,
  remedy: string,
  faults: FaultSink,
): void {
  checkImageReference(given, prefix, remedy, faults);
  const policies = Object.values(RestateImagePullPolicy);
  checkOneOf(given?.imagePullPolicy, policies, `${prefix}imagePullPolicy`, faults);
}

/** What a template literal makes of a variable that is not set. */
const NOT_SET = /(?<=^|[/:@.-])(undefined|NaN|\[object Object\]|(?<=:)null)(?=$|[/:@.-])/;

function checkImageReference(
  given: Json | undefined,
  prefix: string,
  remedy: string,
  faults: FaultSink,
): void {
  const image: unknown = given?.image;
  if (typeof image !== 'string' || image === '' || image !== image.trim()) {
    const problem =
      image === undefined
        ? 'missing required field'
        : `must be an image reference, got ${shown(image)}`;
    faults.add(`${prefix}image`, problem, remedy);
    return;
  }
  const unset = NOT_SET.exec(image)?.[1];
  if (unset === undefined) return;
  const problem = `${shown(image)} contains ${shown(unset)}`;
  faults.add(`${prefix}image`, problem, 'set the variable that it is made from');
}

/** Checks a container's ports: numbers, names and duplicate names. */
function checkPorts(ports: Json[] | undefined, field: string, faults: FaultSink): void {
  const first = new Map<string, number>();
  (ports ?? []).forEach(({ containerPort, name }, index) => {
    checkPort(containerPort, `${field}[${index}].containerPort`, faults);
    if (name === undefined || name === null || name === '') return;
    const at = `${field}[${index}].name`;
    if (first.has(name)) {
      const problem = `duplicate port name ${shown(name)}, also used by ${field}[${first.get(name)}]`;
      faults.add(at, problem, 'choose another name');
      return;
    }
    first.set(name, index);
    checkPortName(name, at, faults);
  });
}

/** Checks a container's environment: names, duplicate names and reserved names. */
export function checkEnv(
  env: Json[] | undefined,
  field: string,
  faults: FaultSink,
  reserved: readonly string[] = [],
): void {
  const first = new Map<string, number>();
  (env ?? []).forEach((variable, index) => {
    const at = `${field}[${index}]`;
    const name = variable?.name;
    if (typeof name !== 'string' || !ENV_NAME.test(name)) {
      faults.add(
        `${at}.name`,
        `${shown(name)} is not an environment variable name`,
        'write printable ASCII characters other than "="',
      );
      return;
    }
    if (reserved.includes(name)) {
      faults.add(
        `${at}.name`,
        `${shown(name)} is a reserved name`,
        `choose a name other than ${reserved.join(', ')}`,
      );
    } else if (first.has(name)) {
      faults.add(
        `${at}.name`,
        `duplicate environment variable ${shown(name)}, also set by ${field}[${first.get(name)}]`,
        'remove one of them',
      );
    }
    if (!first.has(name)) first.set(name, index);
    if (variable.value && variable.valueFrom) {
      faults.add(at, `${shown(name)} sets both value and valueFrom`, 'remove one of them');
    }
  });
}

/** Checks requests and limits: quantities, and no request above its limit. */
export function checkResources(
  resources: Json | undefined,
  field: string,
  faults: FaultSink,
): void {
  for (const kind of ['requests', 'limits']) {
    for (const [name, quantity] of Object.entries(resources?.[kind] ?? {})) {
      checkQuantity(quantity, `${field}.${kind}.${name}`, faults);
    }
  }
  for (const [name, request] of Object.entries(resources?.requests ?? {})) {
    const limit = resources?.limits?.[name];
    if ((quantityValue(request) ?? 0) <= (quantityValue(limit) ?? Infinity)) continue;
    const problem = `${shown(request)} is more than the limit, ${shown(limit)}`;
    faults.add(`${field}.requests.${name}`, problem, 'lower it, or raise the limit');
  }
}

/** Checks the names of volumes or containers that are added to a pod, against the names that the pod already has. */
export function checkAddedNames(
  added: Json[] | undefined,
  existing: Iterable<string>,
  what: string,
  field: string,
  faults: FaultSink,
): void {
  const names = new Set(existing);
  (added ?? []).forEach((item, index) => {
    const at = `${field}[${index}].name`;
    checkDnsLabel(item?.name, at, faults);
    if (names.has(item?.name)) {
      faults.add(at, `duplicate ${what} name ${shown(item.name)}`, 'choose another name');
    }
    names.add(item?.name);
  });
}

/** Checks mounts against the pod's volumes and against the mount paths that the container already has. */
export function checkMounts(
  mounts: Json[] | undefined,
  volumes: ReadonlySet<string>,
  usedPaths: Iterable<string>,
  field: string,
  faults: FaultSink,
): void {
  const paths = new Set(usedPaths);
  (mounts ?? []).forEach((mount, index) => {
    const at = `${field}[${index}]`;
    if (!volumes.has(mount?.name)) {
      faults.add(
        `${at}.name`,
        `no volume named ${shown(mount?.name)}`,
        volumes.size === 0
          ? 'add the volume'
          : `use ${suggest(typeof mount?.name === 'string' ? mount.name : '', [...volumes]) ?? `one of ${[...volumes].join(', ')}`}, or add the volume`,
      );
    }
    const path = mount?.mountPath;
    if (typeof path !== 'string' || path === '' || path.includes(':')) {
      faults.add(
        `${at}.mountPath`,
        `${shown(path)} is not a mount path`,
        'write a path that does not contain ":"',
      );
    } else if (paths.has(path)) {
      faults.add(`${at}.mountPath`, `duplicate mount path ${shown(path)}`, 'choose another path');
    }
    paths.add(path);
  });
}

/** Refuses overrides of a pod template that are fields of a pod's spec: they would be ignored. */
export function checkTemplateOverrides(overrides: Json, field: string, faults: FaultSink): void {
  for (const key of Object.keys(overrides)) {
    if (key === 'metadata' || key === 'spec') continue;
    const meant = suggest(key, ['metadata', 'spec']);
    faults.add(
      `${field}.${key}`,
      'unknown field of a pod template',
      meant === undefined ? 'write fields of the pods below metadata or spec' : `write ${meant}`,
    );
  }
}
