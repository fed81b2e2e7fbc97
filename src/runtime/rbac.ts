import { usesKnative } from './desired-state';
import type { ManagedDeployments } from './managed-deployments';
import type { RuntimeModel } from './model';
import { NAMES, runtimePermissions } from '../contract';
import type { Permission } from '../contract';
import type { Json } from '../core/json';

/** The rules of the runtime's Role: what it uses, and no more. */
export function permissions(model: RuntimeModel, deployments: ManagedDeployments): Permission[] {
  const urls = [...new Set(deployments.admins.map(({ url }) => url))];
  const versions = deployments.all.filter(({ desired }) => desired.mode === 'ReplicaSet');
  return runtimePermissions({
    desiredState: NAMES.desiredState(model.id),
    status: NAMES.status(model.id),
    leases: [...urls.map((url) => NAMES.lease(model.id, url)), NAMES.formerLease(model.id)],
    services: versions.map(({ desired }) => desired.object),
    rollouts: [
      ...new Set(deployments.all.flatMap(({ desired }) => desired.rollout?.deployment ?? [])),
    ],
    companions: deployments.all.flatMap((each) => [...(each.companions ?? [])]),
    host: NAMES.host(model.id),
    knative: usesKnative(model, deployments),
    watch: model.mode === 'deployment',
  });
}

export function roleBinding(name: string, namespace: string): Json {
  return {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
}
