/** What a Role lets through, as the API server's authorizer reads it. */
import type { ApiRequest } from './api';
import type { ResourcePath } from './resource-path';
import { shortName } from './resource-path';
import { StatusError } from './status-error';
import type { Permission } from '../../../src/contract';

/**
 * What creates an object by its name, needs the right to create one of that name as well.
 *
 * @throws StatusError 403
 */
export function authorize(
  permissions: readonly Permission[],
  request: ApiRequest,
  path: ResourcePath,
  exists: boolean,
): void {
  const verbs = [verbOf(request, path)];
  if (!exists && path.name !== undefined && ['PUT', 'PATCH'].includes(request.method)) {
    verbs.push('create');
  }
  for (const verb of verbs) check(permissions, request, path, verb);
}

function check(
  permissions: readonly Permission[],
  request: ApiRequest,
  path: ResourcePath,
  verb: string,
): void {
  const resource = [path.resource, path.subresource].filter(Boolean).join('/');
  const name =
    path.name ?? /^metadata\.name=(.*)$/.exec(request.query.get('fieldSelector') ?? '')?.[1];
  const allowed = permissions.some(
    ({ apiGroups, resources, verbs, resourceNames }) =>
      apiGroups.includes(path.group) &&
      resources.includes(resource) &&
      verbs.includes(verb) &&
      (resourceNames === undefined || resourceNames.includes(name ?? '')),
  );
  if (!allowed) {
    throw new StatusError(403, 'Forbidden', `${shortName(path)} is forbidden: cannot ${verb}`);
  }
}

function verbOf({ method, query }: ApiRequest, { name }: ResourcePath): string {
  switch (method) {
    case 'GET':
      if (query.get('watch') === 'true') return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    default:
      return method.toLowerCase();
  }
}
