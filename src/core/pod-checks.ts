import { shown } from './faults';
import type { FaultSink } from './faults';
import {
  checkDnsLabel,
  checkOneOf,
  checkPort,
  checkPortName,
  checkQuantity,
} from './kubernetes-syntax';

type Json = { [field: string]: any };

/** Names that a container's environment may have: printable ASCII without "=". */
const ENV_NAME = /^[ -<>-~]+$/;

/** Checks one container in manifest form, but for its name and mounts, which depend on the rest of the pod. */
export function checkContainer(container: Json, field: string, faults: FaultSink): void {
  if (typeof container?.image !== 'string' || container.image.trim() === '') {
    faults.add(`${field}.image`, `${shown(container?.image)} is not an image`, 'name one');
  }
  checkOneOf(
    container?.imagePullPolicy,
    ['Always', 'IfNotPresent', 'Never'],
    `${field}.imagePullPolicy`,
    faults,
  );
  checkEnv(container?.env, `${field}.env`, faults);
  checkResources(container?.resources, `${field}.resources`, faults);
  checkPorts(container?.ports, `${field}.ports`, faults);
}

/** Checks a container's ports: numbers, names, and names that are given twice. */
function checkPorts(ports: Json[] | undefined, field: string, faults: FaultSink): void {
  const first = new Map<string, number>();
  (ports ?? []).forEach(({ containerPort, name }, index) => {
    checkPort(containerPort, `${field}[${index}].containerPort`, faults);
    if (name === undefined || name === null || name === '') return;
    const at = `${field}[${index}].name`;
    if (first.has(name)) {
      const problem = `${shown(name)} is already the name of ${field}[${first.get(name)}]`;
      faults.add(at, problem, 'choose another name');
      return;
    }
    first.set(name, index);
    checkPortName(name, at, faults);
  });
}

/** Checks a container's environment: names, duplicates, and names that are taken. */
export function checkEnv(
  env: Json[] | undefined,
  field: string,
  faults: FaultSink,
  taken: readonly string[] = [],
): void {
  const first = new Map<string, number>();
  (env ?? []).forEach((variable, index) => {
    const at = `${field}[${index}]`;
    const name = variable?.name;
    if (typeof name !== 'string' || !ENV_NAME.test(name)) {
      faults.add(
        `${at}.name`,
        `${shown(name)} is not the name of an environment variable`,
        'write printable ASCII characters without "="',
      );
      return;
    }
    if (taken.includes(name)) {
      faults.add(
        `${at}.name`,
        `${shown(name)} is taken`,
        `choose another name than ${taken.join(', ')}`,
      );
    } else if (first.has(name)) {
      faults.add(
        `${at}.name`,
        `${shown(name)} is already the name of ${field}[${first.get(name)}]`,
        'keep one of them',
      );
    }
    if (!first.has(name)) first.set(name, index);
    if (variable.value && variable.valueFrom) {
      faults.add(at, `${shown(name)} has both value and valueFrom`, 'keep one of them');
    }
  });
}

/** Checks requests and limits. */
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
}

/** Checks the names of volumes or containers that are added to a pod whose other names are taken. */
export function checkAddedNames(
  added: Json[] | undefined,
  taken: Iterable<string>,
  what: string,
  field: string,
  faults: FaultSink,
): void {
  const names = new Set(taken);
  (added ?? []).forEach((item, index) => {
    const at = `${field}[${index}].name`;
    checkDnsLabel(item?.name, at, faults);
    if (names.has(item?.name)) {
      faults.add(
        at,
        `${shown(item.name)} is the name of another ${what} of the pod`,
        'choose another name',
      );
    }
    names.add(item?.name);
  });
}

/** Checks mounts against the pod's volumes, and against the paths that the container already mounts. */
export function checkMounts(
  mounts: Json[] | undefined,
  volumes: ReadonlySet<string>,
  takenPaths: Iterable<string>,
  field: string,
  faults: FaultSink,
): void {
  const paths = new Set(takenPaths);
  (mounts ?? []).forEach((mount, index) => {
    const at = `${field}[${index}]`;
    if (!volumes.has(mount?.name)) {
      faults.add(
        `${at}.name`,
        `${shown(mount?.name)} is no volume of the pod`,
        `name one of ${[...volumes].join(', ')}, or add the volume`,
      );
    }
    const path = mount?.mountPath;
    if (typeof path !== 'string' || path === '' || path.includes(':')) {
      faults.add(`${at}.mountPath`, `${shown(path)} is not a path`, 'write one without ":"');
    } else if (paths.has(path)) {
      faults.add(`${at}.mountPath`, `${shown(path)} is already mounted`, 'choose another path');
    }
    paths.add(path);
  });
}

/** Refuses overrides of a pod template that are fields of a pod's spec: they would be ignored. */
export function checkTemplateOverrides(overrides: Json, field: string, faults: FaultSink): void {
  for (const key of Object.keys(overrides)) {
    if (key === 'metadata' || key === 'spec') continue;
    faults.add(
      `${field}.${key}`,
      'unknown field of a pod template',
      'write fields of the pods below metadata or spec',
    );
  }
}
