/** What the runtime may do in its namespace, and does: the Role is made from this list. */

export interface Permission {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

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

/**
 * Names of versions are unknown at synth, so their rules can't name them. Instead no rule lets the
 * token choose what runs: a ReplicaSet is scaled through /scale and annotated through /status.
 */
export function runtimePermissions(names: PermissionNames): Permission[] {
  const look = names.watch ? ['list', 'watch'] : ['list'];
  return [
    rule('', 'configmaps', names.watch ? ['get', ...look] : ['get'], [names.desiredState]),
    rule('', 'configmaps', ['get', 'update'], [names.status]),
    // A create or a delete can't be limited to a name that has still to be found out: the status
    // is made by the runtime, and script ConfigMaps that nobody refers to any more are deleted.
    rule('', 'configmaps', ['create', 'delete']),
    rule('apps', 'replicasets', [...look, 'delete']),
    rule('apps', 'replicasets/scale', ['patch']),
    rule('apps', 'replicasets/status', ['patch']),
    rule('', 'services', [...look, 'delete']),
    rule('', 'services/status', ['patch']),
    rule('autoscaling', 'horizontalpodautoscalers', [...look, 'delete']),
    rule('autoscaling', 'horizontalpodautoscalers/status', ['patch']),
    rule('batch', 'jobs', [...look, 'delete']),
    // Whichever of the two is not its host is what its host was before its mode was changed.
    rule('batch', 'cronjobs', names.watch ? ['get', 'delete'] : ['get'], [names.host]),
    ...(names.watch ? [] : [rule('apps', 'deployments', ['get', 'delete'], [names.host])]),
    rule('coordination.k8s.io', 'leases', ['get', 'create', 'update']),
    rule('', 'events', ['create']),
    ...(names.knative
      ? [
          // A Configuration is never patched: that would let the token choose what runs.
          rule('serving.knative.dev', 'configurations', [...look, 'delete']),
          rule('serving.knative.dev', 'routes', [...look, 'patch', 'delete']),
          rule('serving.knative.dev', 'services', [...look, 'delete']),
        ]
      : []),
  ];
}

function rule(group: string, resource: string, verbs: string[], resourceNames?: string[]) {
  return {
    apiGroups: [group],
    resources: [resource],
    verbs,
    ...(resourceNames && { resourceNames }),
  };
}
