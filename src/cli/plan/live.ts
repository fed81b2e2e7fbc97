/** What is in the cluster, read through kubectl: nothing here writes. */
import { nameOf, objectKey } from './cluster-objects';
import type { ClusterObject } from './cluster-objects';
import type { DesiredRuntime, PlanInput } from './input';
import {
  CLUSTER_NAMES,
  ENDPOINTS_KEY,
  LABELS,
  NAMES,
  parseEndpoints,
  parseStatus,
  STATUS_KEY,
  VERSION_OBJECT_LIST,
} from '../../contract';
import type { RuntimeStatus, VersionObjectKind } from '../../contract';
import type { ListedObjects } from '../../reconciler/observe/versions';
import type { InputObject } from '../input/objects';
import { listOf } from '../input/untyped';
import { CommandError } from '../io';
import { kubectl } from '../kubectl';

/** What there is of what would be applied, and of what that leaves behind. */
export interface Live {
  /** By their keys: those of the manifests. */
  readonly objects: ReadonlyMap<string, ClusterObject>;
  /** By the keys of their ConfigMaps. */
  readonly runtimes: ReadonlyMap<string, LiveRuntime>;
  /** By the namespaces of the clusters. */
  readonly clusters: ReadonlyMap<string, LiveCluster>;
  /** What a tool that goes by labels has applied before. */
  readonly selected: readonly ClusterObject[];
}

export interface LiveRuntime {
  /** What the last run has written. */
  readonly status?: RuntimeStatus;
  readonly versions: ListedObjects;
}

export interface LiveCluster {
  readonly claims: readonly ClusterObject[];
  /** Name of a StorageClass -> whether its volumes can grow; nothing where it can't be read. */
  readonly canGrow: ReadonlyMap<string, boolean>;
  /** Of the configuration that the nodes run with now. */
  readonly configuration?: string;
}

/** Of what apps are made: kinds that `kubectl apply --prune` and the other tools prune. */
const PRUNED_KINDS = [
  'configmaps',
  'secrets',
  'services',
  'serviceaccounts',
  'persistentvolumeclaims',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
  'networkpolicies.networking.k8s.io',
  'ingresses.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
];

export class ClusterReader {
  /** @param connection arguments of kubectl that name the cluster, and the namespace of what names none */
  constructor(private readonly connection: readonly string[]) {}

  /** The namespace of objects that name none. */
  async defaultNamespace(given: string | undefined): Promise<string> {
    if (given !== undefined) return given;
    const path = '--output=jsonpath={.contexts[0].context.namespace}';
    // In a pod there is no kubeconfig, and so no context.
    const named = await this.kubectl(['config', 'view', '--minify', path]).catch(() => '');
    return named.trim() || 'default';
  }

  async read(input: PlanInput, pruneSelector: string | undefined): Promise<Live> {
    const { objects: manifests, runtimes } = input;
    const objects = await this.manifested(manifests);
    const sets = manifests.filter(isClusterSet);
    const [ofRuntimes, ofClusters, selected] = await Promise.all([
      Promise.all(
        runtimes.map(async (each) => [runtimeKey(each), await this.runtime(each)] as const),
      ),
      Promise.all(
        sets.map(async (set) => {
          const live = objects.get(objectKey(set));
          return [set.namespace, await this.cluster(set.namespace, live)] as const;
        }),
      ),
      this.selected(manifests, pruneSelector),
    ]);
    return { objects, runtimes: new Map(ofRuntimes), clusters: new Map(ofClusters), selected };
  }

  /** Of the manifests' objects those that there are, whatever their kinds. */
  private async manifested(manifests: readonly InputObject[]): Promise<Map<string, ClusterObject>> {
    const list = { apiVersion: 'v1', kind: 'List', items: manifests.map(reference) };
    const args = ['get', '--filename=-', '--ignore-not-found', '--show-managed-fields'];
    let found: ClusterObject[];
    try {
      found = await this.list(args, JSON.stringify(list));
    } catch (error) {
      const unknown = unknownKinds(error);
      const known = manifests.filter((each) => !unknown.has(kindOf(each)));
      if (known.length === manifests.length) throw error;
      return known.length === 0 ? new Map() : this.manifested(known);
    }
    const byKey = new Map(manifests.map((each) => [objectKey(each), objectKey(each)]));
    // Cluster-scoped kinds have no namespace, whatever is said of those that name none.
    const clusterScoped = new Map(
      manifests.map((each) => [objectKey({ ...each, namespace: '' }), objectKey(each)]),
    );
    return new Map(
      found.flatMap((object) => {
        const own = object.metadata.namespace === undefined ? clusterScoped : byKey;
        const key = own.get(objectKey(nameOf(object, '')));
        return key === undefined ? [] : [[key, object] as const];
      }),
    );
  }

  private async runtime({ namespace, state }: DesiredRuntime): Promise<LiveRuntime> {
    const status = `--field-selector=metadata.name=${NAMES.status(state.id)}`;
    const [[stored], ordinary, knative] = await Promise.all([
      this.list(['get', 'configmaps', status, `--namespace=${namespace}`]),
      this.versions(namespace, false),
      state.knative === true ? this.versions(namespace, true) : [],
    ]);
    const objects = versionObjects([...ordinary, ...knative]);
    const last = parseStatus(stored?.data?.[STATUS_KEY]);
    return {
      ...(last && { status: last }),
      versions: { ...objects, endpoints: parseEndpoints(stored?.data?.[ENDPOINTS_KEY]) },
    };
  }

  private async versions(namespace: string, isKnative: boolean): Promise<ClusterObject[]> {
    const kinds = VERSION_OBJECT_LIST.filter(([, { knative = false }]) => knative === isKnative)
      .map(([, { resource, group }]) => (group === '' ? resource : `${resource}.${group}`))
      .join(',');
    const list = ['get', kinds, `--selector=${LABELS.ownedBy}`, `--namespace=${namespace}`];
    return isKnative ? this.listIfKnown(list) : this.list(list);
  }

  private async cluster(namespace: string, live: ClusterObject | undefined): Promise<LiveCluster> {
    const inNamespace = `--namespace=${namespace}`;
    const name = live && configurationOf(live);
    const [claims, classes, [configuration]] = await Promise.all([
      this.list(['get', 'persistentvolumeclaims', inNamespace]),
      // Of the whole Kubernetes cluster: not everybody may read them.
      this.list(['get', 'storageclasses']).catch(() => []),
      name === undefined
        ? []
        : this.list(['get', 'configmaps', `--field-selector=metadata.name=${name}`, inNamespace]),
    ]);
    return {
      claims,
      canGrow: new Map(
        classes.map((each) => [each.metadata.name, each.allowVolumeExpansion === true]),
      ),
      ...(configuration && {
        configuration: Object.values<string>(configuration.data ?? {}).join('\n'),
      }),
    };
  }

  private async selected(
    manifests: readonly InputObject[],
    selector: string | undefined,
  ): Promise<ClusterObject[]> {
    if (selector === undefined) return [];
    const namespaces = [...new Set(manifests.map(({ namespace }) => namespace))];
    const lists = namespaces.map((namespace) =>
      this.list([
        'get',
        PRUNED_KINDS.join(','),
        `--selector=${selector}`,
        `--namespace=${namespace}`,
      ]),
    );
    return (await Promise.all(lists)).flat();
  }

  private async listIfKnown(args: readonly string[]): Promise<ClusterObject[]> {
    try {
      return await this.list(args);
    } catch (error) {
      if (/doesn't have a resource type/.test(String(error))) return [];
      throw error;
    }
  }

  private async list(args: readonly string[], stdin?: string): Promise<ClusterObject[]> {
    const text = (await this.kubectl([...args, '--output=json'], stdin)).trim();
    if (text === '') return [];
    const found = JSON.parse(text);
    // One object is given without a List around it.
    return Array.isArray(found.items) ? found.items : [found];
  }

  private kubectl(args: readonly string[], stdin?: string): Promise<string> {
    const namespace = args.some((each) => each.startsWith('--namespace='));
    const connection = this.connection.filter(
      (each) => !(namespace && each.startsWith('--namespace=')),
    );
    return kubectl([...args, ...connection], stdin);
  }
}

/** The key under which what is known of a runtime is kept. */
export function runtimeKey({ namespace, state }: DesiredRuntime): string {
  return `${namespace}/${state.id}`;
}

/** Objects of versions, by their kinds. */
export function versionObjects(
  objects: readonly ClusterObject[],
): Record<VersionObjectKind, ClusterObject[]> {
  const lists = VERSION_OBJECT_LIST.map(([name, { group, resource }]) => [
    name,
    objects.filter((object) => {
      const of = nameOf(object, '');
      return of.group === group && `${of.kind.toLowerCase()}s` === resource;
    }),
  ]);
  return Object.fromEntries(lists);
}

/** Whether it is the StatefulSet of a Restate cluster. */
export function isClusterSet({ group, kind, name, content }: InputObject): boolean {
  const label = content.metadata?.labels?.['app.kubernetes.io/name'];
  return (
    group === 'apps' &&
    kind === 'StatefulSet' &&
    name === CLUSTER_NAMES.statefulSet &&
    label === 'restate'
  );
}

/** Name of the ConfigMap with the configuration that a StatefulSet's pods run with. */
export function configurationOf(set: ClusterObject): string | undefined {
  const volumes = listOf(set.spec?.template?.spec?.volumes);
  return volumes.find((volume) => volume?.name === 'config')?.configMap?.name;
}

/** All that kubectl needs to find it. */
function reference({ content }: InputObject): object {
  const { apiVersion, kind, metadata } = content;
  const { name, namespace } = metadata;
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
}

function kindOf({ content }: InputObject): string {
  return `${content.apiVersion} ${content.kind}`;
}

/** Of a message of kubectl: kinds that the API server does not have, so that there can be no object of them. */
function unknownKinds(error: unknown): Set<string> {
  if (!(error instanceof CommandError)) throw error;
  const told = error.message.matchAll(/no matches for kind "([^"]+)" in version "([^"]+)"/g);
  return new Set([...told].map(([, kind, version]) => `${version} ${kind}`));
}
