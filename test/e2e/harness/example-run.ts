import type { Cluster } from './cluster/cluster';
import type { KubeObject } from './cluster/kube-client';
import { RestateClient } from './restate/restate-client';
import { waitUntil } from './wait';
import { objectsOf, synthExample } from '../../examples/synth-example';

/** How long an example took, in words. */
export interface ExampleTimes {
  readonly name: string;
  /** Until all its services were registered. */
  readonly registered: string;
  /** Until all of them had answered through the ingress. */
  readonly answered: string;
}

export interface ExampleRun {
  /** Its folder. */
  readonly name: string;
  /** What its services are called at Restate. */
  readonly services: readonly string[];
  /** Where they are registered. @default the cluster that the example makes */
  readonly restate?: RestateClient;
}

export function exampleObjects(name: string): KubeObject[] {
  return objectsOf(synthExample(name)) as KubeObject[];
}

/** The cluster of the examples, by its Service, as clients come. */
export function exampleCluster(): RestateClient {
  const host = 'restate.restate.svc.cluster.local';
  return new RestateClient(`http://${host}:8080`, `http://${host}:9070`);
}

/** Applies an example as it is, and waits until its services answer. */
export async function runExample(cluster: Cluster, run: ExampleRun): Promise<ExampleTimes> {
  const { name, services } = run;
  const restate = run.restate ?? exampleCluster();
  const before = run.restate ? (await restate.deployments()).map(({ id }) => id) : [];
  const objects = exampleObjects(name);
  const startedAt = performance.now();
  const passed = () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
  await applyObjects(cluster, objects);
  await waitUntil({ for: 'all services to be registered', timeoutMs: 280_000 }, async () => {
    const known = await restate.services();
    const fresh = known.filter(({ deployment_id: id }) => !before.includes(id));
    return services.every((service) => fresh.some((each) => each.name === service));
  });
  const registered = passed();
  for (const service of services) {
    const call = () => restate.invoke(`${service}/greet`, 'you');
    expect(await waitUntil({ for: `an answer of ${service}` }, call)).toBe('v1: hello you');
  }
  return { name, registered, answered: passed() };
}

export async function applyObjects(cluster: Cluster, items: KubeObject[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items };
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(list));
}

export function printTimes(times: readonly ExampleTimes[]): void {
  const rows = [['example', 'registered', 'answered']].concat(
    times.map(({ name, registered, answered }) => [name, registered, answered]),
  );
  const text = rows.map(([name, ...cells]) =>
    [name.padEnd(20), ...cells.map((cell) => cell.padStart(12))].join(''),
  );
  // Where jest's own report goes: standard output may be JSON.
  process.stderr.write(`\n${text.join('\n')}\n\n`);
}
