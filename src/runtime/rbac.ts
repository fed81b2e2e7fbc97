import type { RuntimeModel } from './model';
import { NAMES, runtimePermissions } from '../contract';
import type { Permission } from '../contract';
import type { Json } from '../core/json';

/** The rules of the runtime's Role: what it uses, and no more. */
export function permissions(model: RuntimeModel, knative: boolean): Permission[] {
  return runtimePermissions({
    desiredState: NAMES.desiredState(model.id),
    status: NAMES.status(model.id),
    host: NAMES.host(model.id),
    knative,
    watch: model.mode === 'deployment',
  });
}

export function roleBinding(name: string, namespace: string): Json {
  return {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
}
