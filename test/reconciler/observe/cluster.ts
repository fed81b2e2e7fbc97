/** A namespace in memory: what `observe` reads. */
import { DESIRED_STATE_KEY, NAMES, podLabels } from '../../../src/contract';
import type {
  DesiredDeployment,
  DesiredState,
  EndpointRecord,
  RuntimeStatus,
} from '../../../src/contract';
import { KubernetesError } from '../../../src/reconciler/kubernetes/errors';
import { RESOURCES } from '../../../src/reconciler/kubernetes/types';
import type {
  KubernetesObject,
  ObjectReader,
  ResourceKind,
} from '../../../src/reconciler/kubernetes/types';
import { ServerClock } from '../../../src/reconciler/lib/clock';
import { SYSTEM_TIME } from '../../../src/reconciler/lib/time';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
} from '../../../src/reconciler/observe/observation';
import { observe } from '../../../src/reconciler/observe/observe';
import type { Snapshot } from '../../../src/reconciler/observe/observe';
import type { AdminSays } from '../plan/situation';
import { ADMIN, adminView } from '../plan/situation';

export interface Cluster {
  readonly desired?: Partial<DesiredState>;
  /** In place of the desired state's JSON; null: the ConfigMap is missing. */
  readonly text?: string | null;
  readonly deployments?: readonly DesiredDeployment[];
  readonly objects?: Partial<Record<keyof typeof RESOURCES, readonly KubernetesObject[]>>;
  readonly status?: RuntimeStatus;
  readonly endpoints?: readonly EndpointRecord[];
  readonly admin?: AdminSays;
  /** Kinds that the API server does not know, or refuses. */
  readonly refused?: Partial<Record<keyof typeof RESOURCES, number>>;
}

export interface Taken extends Snapshot {
  /** What was listed, as `<resource> <selector>`. */
  readonly lists: readonly string[];
  /** Keys of the admin APIs that were asked, by request. */
  readonly asked: readonly string[][];
}

/** A snapshot of it by the runtime `app`. */
export async function snapshot(cluster: Cluster): Promise<Taken> {
  const clock = new ServerClock();
  clock.learn('Thu, 01 Jan 2026 12:00:00 GMT');
  const lists: string[] = [];
  const asked: string[][] = [];
  const taken = await observe(
    { id: 'app', namespace: 'apps', clock, time: SYSTEM_TIME },
    {
      objects: reader(cluster, lists),
      status: async () => ({ status: cluster.status, endpoints: cluster.endpoints ?? [] }),
      findDeployment: async () => undefined,
      findJob: async () => undefined,
      askAdmins: async (refs) => {
        asked.push(refs.map(({ key }) => key));
        return new Map(refs.map((ref) => [`${ref.key} ${ref.url}`, answer(ref, cluster)]));
      },
    },
  );
  return { ...taken, lists, asked };
}

function answer(ref: AdminRef, { admin = {} }: Cluster): AdminView | AdminFailure {
  return ref.url === ADMIN.url ? adminView(admin) : { failure: 'gone' };
}

function reader(cluster: Cluster, lists: string[]): ObjectReader {
  const state = {
    contract: 1,
    id: 'app',
    admins: [ADMIN],
    deployments: cluster.deployments ?? [],
    ...cluster.desired,
  };
  const configMap = {
    metadata: {
      name: NAMES.desiredState('app'),
      resourceVersion: '7',
      managedFields: [
        { manager: 'a', operation: 'Apply', time: '2026-01-01T10:00:00Z' },
        { manager: 'b', operation: 'Update', time: '2026-01-01T11:00:00Z' },
        { manager: 'c', operation: 'Update' },
      ],
    },
    data: { [DESIRED_STATE_KEY]: cluster.text ?? JSON.stringify(state) },
  };
  const nameOf = (kind: ResourceKind) =>
    Object.entries(RESOURCES).find(([, each]) => each === kind)![0] as keyof typeof RESOURCES;
  return {
    find: async <T>(_: ResourceKind, name: string) =>
      (cluster.text !== null && name === configMap.metadata.name ? configMap : undefined) as T,
    list: async <T>(kind: ResourceKind, selector?: string) => {
      const name = nameOf(kind);
      lists.push(selector === undefined ? name : `${name} ${selector}`);
      const status = cluster.refused?.[name];
      if (status !== undefined) throw new KubernetesError(`GET ${name}`, status, '', '');
      return { items: (cluster.objects?.[name] ?? []).filter(selects(selector)) as unknown as T[] };
    },
  };
}

function selects(selector: string | undefined) {
  return ({ metadata: { labels = {} } }: KubernetesObject) =>
    (selector?.split(',') ?? []).every((term) => {
      const [key, value] = term.split('=');
      return value === undefined ? key in labels : labels[key] === value;
    });
}

export const JOB_SELECTOR = Object.entries(podLabels('app'))
  .map(([key, value]) => `${key}=${value}`)
  .join(',');
