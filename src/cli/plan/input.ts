/** What would be applied. */
import {
  DESIRED_STATE_KEY,
  NAMES,
  parseDesiredState,
  POD_LABELS,
  RUNTIME_APP,
} from '../../contract';
import type { DesiredState } from '../../contract';
import { shown } from '../../core/faults';
import type { InputFault } from '../input/input-fault';
import { readObjects } from '../input/objects';
import type { InputObject } from '../input/objects';
import { resourceLabel } from '../input/resources';
import type { InputFile } from '../input/resources';
import { isMap, stringsOf } from '../input/untyped';

export interface PlanInput {
  readonly objects: readonly InputObject[];
  readonly runtimes: readonly DesiredRuntime[];
  readonly faults: readonly InputFault[];
}

/** What one app wants of one namespace. */
export interface DesiredRuntime {
  readonly namespace: string;
  readonly state: DesiredState;
}

/** @param defaultNamespace of objects that name none */
export function readPlanInput(files: readonly InputFile[], defaultNamespace: string): PlanInput {
  const { objects, faults } = readObjects(files, defaultNamespace);
  const runtimes: DesiredRuntime[] = [];
  for (const object of objects) {
    faults.push(...nameFaults(object));
    const text = desiredText(object);
    if (text === undefined) continue;
    const { state, faults: wrong } = parseDesiredState(text);
    faults.push(...wrong.map((each) => stateFault(object, each)));
    if (state !== undefined && NAMES.desiredState(state.id) !== object.name) {
      faults.push(stateFault(object, `id: is ${shown(state.id)}; synthesize the app again`));
    } else if (state !== undefined) {
      runtimes.push({ namespace: object.namespace, state });
    }
  }
  if (objects.length === 0 && faults.length === 0) faults.push(...files.map(nothingIn));
  return { objects, runtimes, faults };
}

/** Of a ConfigMap that a runtime reads. */
function desiredText({ group, kind, name, content }: InputObject): string | undefined {
  const labels = stringsOf(content.metadata?.labels);
  if (group !== '' || kind !== 'ConfigMap' || labels[POD_LABELS.name] !== RUNTIME_APP) {
    return undefined;
  }
  if (name !== NAMES.desiredState(labels[POD_LABELS.instance])) return undefined;
  return String(content.data?.[DESIRED_STATE_KEY] ?? '');
}

/** Which object of the cluster it would be can't be told. */
function nameFaults({ file, kind, name, content }: InputObject): InputFault[] {
  const given = isMap(content.metadata) ? content.metadata.name : undefined;
  if (typeof given === 'string' && given !== '') return [];
  const problem =
    given === undefined ? 'missing required field' : `${shown(given)} is not the name of an object`;
  const resource = resourceLabel({ kind, name });
  return [{ file, resource, field: 'metadata.name', problem, remedy: 'write a name' }];
}

/** @param text `<path>: <what is wrong>; <what to do>` */
function stateFault({ file, kind, name }: InputObject, text: string): InputFault {
  const end = text.lastIndexOf('; ');
  return {
    file,
    resource: resourceLabel({ kind, name }),
    field: `data[${shown(DESIRED_STATE_KEY)}]`,
    problem: text.slice(0, end),
    remedy: text.slice(end + 2),
  };
}

/** An apply of nothing is no plan, but another file than was meant. */
function nothingIn({ file }: InputFile): InputFault {
  const remedy = 'name what would be applied, such as dist/';
  return { file, resource: '', field: '', problem: 'has no object', remedy };
}
