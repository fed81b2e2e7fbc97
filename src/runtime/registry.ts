import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { contentHash } from '../core/content-hash';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { ENVIRONMENTS } from '../core/object-collisions';

/** A runtime, as far as the registry has to know it. */
export interface RegisteredRuntime extends IConstruct {
  readonly name: string;
  readonly namespace: string;
  readonly _idIsDefault: boolean;
}

/** The runtimes of each app, by namespace. */
export class RuntimeRegistry<T extends RegisteredRuntime> {
  private readonly byApp = new WeakMap<IConstruct, Map<string, T>>();

  /** The runtime of the app in a namespace, if there is one. */
  public find(scope: IConstruct, namespace: string): T | undefined {
    return this.byApp.get(scope.node.root)?.get(namespace);
  }

  /** Adds a runtime; a second one in a namespace is a fault, since both would manage the same deployments. */
  public add(runtime: T, faults: FaultSink): void {
    const { root } = runtime.node;
    const runtimes = this.byApp.get(root) ?? new Map<string, T>();
    this.byApp.set(root, runtimes);
    const other = runtimes.get(runtime.namespace);
    if (other === undefined) {
      runtimes.set(runtime.namespace, runtime);
      return;
    }
    faults.add(
      'namespace',
      `${shown(runtime.namespace)} already has a runtime, ${shown(other.node.path)}`,
      other._idIsDefault
        ? 'create this one before the first deployment of the namespace, which created the other'
        : `remove one of them; ${ENVIRONMENTS}`,
    );
  }
}

/**
 * The default id of a runtime. It depends on the chart only, so that deployments can be added and removed.
 * A path that is not a valid name gets a hash, so that two charts never share an id.
 */
export function defaultRuntimeId(chart: Chart): string {
  const path = chart.node.path;
  const readable = path
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30)
    .replace(/-$/, '');
  const prefix = [readable, ...(readable === path ? [] : [contentHash(path)])];
  return [...prefix, 'restate'].filter((part) => part !== '').join('-');
}

/** Refuses a runtime whose id would depend on which of several charts comes first. */
export function checkSameChart(
  runtime: RegisteredRuntime,
  scope: IConstruct,
  faults: FaultSink,
): void {
  if (!runtime._idIsDefault || Chart.of(runtime) === Chart.of(scope)) return;
  faults.add(
    'runtime',
    `the charts ${shown(Chart.of(runtime).node.path)} and ${shown(Chart.of(scope).node.path)} both deploy to namespace ${shown(runtime.namespace)}, and the runtime's id would depend on which comes first`,
    `create it explicitly before the first deployment: new RestateRuntime(chart, ${shown(runtime.name)}, { namespace: ${shown(runtime.namespace)} }); ${ENVIRONMENTS}`,
  );
}
