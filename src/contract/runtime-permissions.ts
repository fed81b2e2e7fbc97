/** What the runtime may do in its namespace, and does: the Role is made from this list. */
import type { DesiredCompanion } from './deployment';
import { namedRule, rule } from './permission';
import type { Permission } from './permission';
import { VERSION_OBJECT_LIST } from './version-objects';

/** Names, of objects that are known at synth. */
export interface PermissionNames {
  readonly desiredState: string;
  readonly status: string;
  readonly leases: readonly string[];
  /** The Services of the desired versions. */
  readonly services: readonly string[];
  /** The Deployments whose rollouts registrations wait for. */
  readonly rollouts: readonly string[];
  /** The companions of the desired versions. */
  readonly companions: readonly DesiredCompanion[];
  /** The CronJob or the Deployment. */
  readonly host: string;
  readonly knative: boolean;
  /** Whether the host is a Deployment. */
  readonly watch: boolean;
}

export function runtimePermissions(names: PermissionNames): Permission[] {
  const { desiredState, status, leases, rollouts, companions, host, knative, watch } = names;
  const read = watch ? ['list', 'watch'] : ['list'];
  return [
    namedRule('', 'configmaps', watch ? ['get', ...read] : ['get'], [desiredState]),
    // A create by a POST has no name that could be allowed; one by server-side apply, or by the update of a Lease, has.
    namedRule('', 'configmaps', ['get', 'create', 'patch', 'update'], [status]),
    namedRule('coordination.k8s.io', 'leases', ['get', 'create', 'update'], leases),
    ...versionRules(read, false, names),
    // A registration Job of another hash is deleted, so that a roll back makes its Job anew.
    rule('batch', 'jobs', [...read, 'delete']),
    // Whichever of the two is not its host is what its host was before its mode was changed.
    namedRule('batch', 'cronjobs', watch ? ['get', 'delete'] : ['get'], [host]),
    ...(watch ? [] : [namedRule('apps', 'deployments', ['get', 'delete'], [host])]),
    // Without any name, a rule would be one for all names.
    ...(rollouts.length > 0 ? [namedRule('apps', 'deployments', ['get'], rollouts)] : []),
    ...companionRules(companions),
    rule('', 'events', ['create']),
    ...(knative ? versionRules(read, true, names) : []),
  ];
}

/**
 * They are owned by their versions, and go with these by Kubernetes' garbage collection: no right is needed on those of
 * old versions. Where owners may be set by those only who may delete, as on OpenShift, `delete` is asked for.
 */
function companionRules(companions: readonly DesiredCompanion[]): Permission[] {
  const kinds = new Map<string, { group: string; resource: string; names: Set<string> }>();
  for (const { group, resource, name } of companions) {
    const key = `${resource}.${group}`;
    const kind = kinds.get(key) ?? { group, resource, names: new Set() };
    kinds.set(key, kind);
    kind.names.add(name);
  }
  return [...kinds.values()].map(({ group, resource, names }) =>
    namedRule(group, resource, ['get', 'patch', 'delete'], [...names].sort()),
  );
}

/**
 * Names of old versions are unknown at synth, so their rules can't name them. Instead no rule lets the
 * token choose what runs: a ReplicaSet is scaled through /scale and annotated through /status.
 */
function versionRules(
  read: readonly string[],
  ofKnative: boolean,
  { services }: PermissionNames,
): Permission[] {
  return VERSION_OBJECT_LIST.filter(([, { knative = false }]) => knative === ofKnative).flatMap(
    ([, { group, resource, metadataThrough, whileDesired, scaled }]) => {
      const patchStatus = rule(group, `${resource}/status`, ['patch']);
      return [
        rule(group, resource, [
          ...read,
          ...(metadataThrough === 'object' ? ['patch'] : []),
          'delete',
        ]),
        ...(scaled ? [rule(group, `${resource}/scale`, ['patch'])] : []),
        ...(metadataThrough === 'status' && !whileDesired ? [patchStatus] : []),
        // Without any name, a rule would be one for all names.
        ...(whileDesired && services.length > 0
          ? [{ ...patchStatus, resourceNames: services }]
          : []),
      ];
    },
  );
}
