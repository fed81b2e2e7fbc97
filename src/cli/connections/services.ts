import { protocolOf } from './ports';
import type { Protocol } from './ports';
import type { Workload } from './workloads';
import { matchesSelector } from '../../core/label-selector';
import type { InputObject } from '../input/objects';
import { listOf, stringsOf } from '../input/untyped';

/** A port of a workload that a Service leads to. */
export interface ServiceTarget {
  /** NAMESPACE/NAME:PORT */
  readonly service: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** What the Services among some objects lead to in a workload. Policies are judged behind the Service, at this port. */
export function serviceTargets(
  objects: readonly InputObject[],
  workload: Workload,
): ServiceTarget[] {
  return objects
    .filter((object) => isServiceOf(object, workload))
    .flatMap(({ namespace, name, content }) =>
      listOf(content.spec.ports).flatMap((each) => {
        const protocol = protocolOf(each?.protocol);
        const port = targetPort(workload, each?.targetPort ?? each?.port, protocol);
        const service = `${namespace}/${name}:${each?.port}`;
        return port === undefined ? [] : [{ service, port, protocol }];
      }),
    );
}

/** A name is that of a port of the pods. */
function targetPort({ ports }: Workload, target: unknown, protocol: Protocol): number | undefined {
  if (typeof target === 'number') return target;
  return ports.find((each) => each.name === target && each.protocol === protocol)?.port;
}

function isServiceOf(
  { group, kind, namespace, content }: InputObject,
  workload: Workload,
): boolean {
  if (group !== '' || kind !== 'Service' || namespace !== workload.namespace) return false;
  const selector = stringsOf(content.spec?.selector);
  return (
    Object.keys(selector).length > 0 && matchesSelector({ matchLabels: selector }, workload.labels)
  );
}
