/** What the runtime may do in its namespace, and does: the Role is made from this list. */
import { namedRule, rule } from './permission';
import type { Permission } from './permission';
import { VERSION_OBJECT_LIST } from './version-objects';

/** Names, of objects that are known at synth. */
export interface PermissionNames {
  readonly desiredState: string;
  readonly status: string;
  /** The CronJob or the Deployment. */
  readonly host: string;
  readonly knative: boolean;
  /** Whether the host is a Deployment. */
  readonly watch: boolean;
}

export function runtimePermissions(names: PermissionNames): Permission[] {
  const { desiredState, status, host, knative, watch } = names;
  const read = watch ? ['list', 'watch'] : ['list'];
  return [
    namedRule('', 'configmaps', watch ? ['get', ...read] : ['get'], [desiredState]),
    namedRule('', 'configmaps', ['get', 'update'], [status]),
    // A create or a delete can't be limited to a name that has still to be found out: the status
    // is made by the runtime, and script ConfigMaps that nobody refers to any more are deleted.
    rule('', 'configmaps', ['create', 'delete']),
    ...versionRules(read, false),
    // A registration Job of another hash is deleted, so that a roll back makes its Job anew.
    rule('batch', 'jobs', [...read, 'delete']),
    // Whichever of the two is not its host is what its host was before its mode was changed.
    namedRule('batch', 'cronjobs', watch ? ['get', 'delete'] : ['get'], [host]),
    ...(watch ? [] : [namedRule('apps', 'deployments', ['get', 'delete'], [host])]),
    rule('coordination.k8s.io', 'leases', ['get', 'create', 'update']),
    rule('', 'events', ['create']),
    ...(knative ? versionRules(read, true) : []),
  ];
}

/**
 * Names of versions are unknown at synth, so their rules can't name them. Instead no rule lets the
 * token choose what runs: a ReplicaSet is scaled through /scale and annotated through /status.
 */
function versionRules(read: readonly string[], ofKnative: boolean): Permission[] {
  return VERSION_OBJECT_LIST.filter(([, { knative = false }]) => knative === ofKnative).flatMap(
    ([, { group, resource, metadataThrough, scaled }]) => [
      rule(group, resource, [
        ...read,
        ...(metadataThrough === 'object' ? ['patch'] : []),
        'delete',
      ]),
      ...(scaled ? [rule(group, `${resource}/scale`, ['patch'])] : []),
      ...(metadataThrough === 'status' ? [rule(group, `${resource}/status`, ['patch'])] : []),
    ],
  );
}
