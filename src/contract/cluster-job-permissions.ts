/** What a cluster's Jobs may do in its namespace, and do: their Roles are made from these lists. */
import { CLUSTER_NAMES } from './cluster-job-names';
import type { CredentialsOptions, GrowOptions, ProvisionOptions } from './cluster-job-options';
import { namedRule, rule } from './permission';
import type { Permission } from './permission';

/** What each Job may do, and does. A create can't be limited to a name. */
export const CLUSTER_PERMISSIONS = {
  provision: ({ replicas, after }: Pick<ProvisionOptions, 'replicas' | 'after'>): Permission[] => [
    namedRule('', 'configmaps', ['get', 'create', 'patch'], [CLUSTER_NAMES.provisioned]),
    namedRule(
      '',
      'persistentvolumeclaims',
      ['get', 'patch'],
      ordinals(replicas, CLUSTER_NAMES.claim),
    ),
    namedRule('', 'pods', ['get'], ordinals(replicas, CLUSTER_NAMES.pod)),
    ...(after.length > 0 ? [namedRule('batch', 'jobs', ['get'], after)] : []),
    rule('', 'events', ['create']),
  ],
  grow: ({ replicas }: Pick<GrowOptions, 'replicas'>): Permission[] => [
    namedRule(
      '',
      'persistentvolumeclaims',
      ['get', 'patch'],
      ordinals(replicas, CLUSTER_NAMES.claim),
    ),
    namedRule('apps', 'statefulsets', ['get', 'patch', 'delete'], [CLUSTER_NAMES.statefulSet]),
    rule('apps', 'statefulsets', ['create']),
    namedRule('apps', 'controllerrevisions', ['get', 'delete'], [CLUSTER_NAMES.growing]),
    rule('apps', 'controllerrevisions', ['create']),
    // The Jobs of other sizes are deleted, and their names are not known here.
    rule('batch', 'jobs', ['list', 'delete']),
    rule('', 'events', ['create']),
  ],
  credentials: ({
    replicas,
    canaries,
  }: Pick<CredentialsOptions, 'replicas' | 'canaries'>): Permission[] => [
    namedRule(
      'batch',
      'jobs',
      ['get'],
      canaries.map(({ metadata }) => metadata.name),
    ),
    // A failed canary is recreated, and earlier Jobs of this kind are deleted.
    rule('batch', 'jobs', ['list', 'create', 'delete']),
    namedRule('', 'pods', ['get', 'delete'], ordinals(replicas, CLUSTER_NAMES.pod)),
    namedRule('', 'pods/eviction', ['create'], ordinals(replicas, CLUSTER_NAMES.pod)),
    rule('', 'events', ['create']),
  ],
} as const;

/** As many as a Role has room for: there are several lists of their names in it. */
export const MOST_NODES = 1000;

/** Names of the first ordinals. Never none: an empty list of names would stand for all names. */
function ordinals(replicas: number, name: (ordinal: number) => string): string[] {
  return Array.from({ length: Math.max(1, Math.min(replicas, MOST_NODES)) }, (_, ordinal) =>
    name(ordinal),
  );
}
