import type { MountedKey, ManagedDeployment } from './managed-deployment';
import type { AdminTarget } from '../admin/admin-target';
import { PATHS, headerTarget } from '../contract';
import type { AdminAccess, DesiredAdmin, SecretHeaders } from '../contract';
import type { Json } from '../core/json';

/** A folder of files in the runtime's pod. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly keys: readonly MountedKey[];
}

export function desiredAdmin({ key, url }: AdminTarget): DesiredAdmin {
  return { key, url };
}

/** How the runtime authenticates to an admin API: paths of files in place of secrets. */
export function adminAccess({ key, url, access }: AdminTarget): AdminAccess {
  const path = `${PATHS.admins}/${key}`;
  const headers = headerNames(access.headers);
  return {
    url,
    ...(access.bearerToken && { bearerTokenFile: `${path}/token` }),
    ...(headers.length > 0 && {
      headerFiles: Object.fromEntries(headers.map((name) => [name, `${path}/${headerFile(name)}`])),
    }),
    ...(access.ca && { caFile: `${path}/ca.pem` }),
  };
}

/** Whether two references to one admin API use the same credentials. */
export function sameAccess(one: AdminTarget, other: AdminTarget): boolean {
  const text = (admin: AdminTarget) => JSON.stringify([adminAccess(admin), adminMount(admin)]);
  return text(one) === text(other);
}

export function adminMount({ key, access }: AdminTarget): Mount {
  const { bearerToken, headers, ca } = access;
  const keys: MountedKey[] = [];
  if (bearerToken) keys.push(fromSecret(bearerToken, 'token'));
  for (const name of headerNames(headers)) keys.push(fromSecret(headers![name], headerFile(name)));
  if (ca) keys.push({ ...ca._source, file: 'ca.pem' });
  return { volume: `admin-${key}`, path: `${PATHS.admins}/${key}`, keys };
}

export function headersMount({ desired, secretHeaders }: ManagedDeployment): Mount {
  return {
    volume: `headers-${desired.name}`,
    path: `${PATHS.deployments}/${desired.name}`,
    keys: headerNames(secretHeaders).map((name) => secretHeaders![name]),
  };
}

/** The headers that only the server may be told, and for this deployment only. */
export function headersOf({ desired, secretHeaders = {} }: ManagedDeployment): SecretHeaders {
  const path = `${PATHS.deployments}/${desired.name}`;
  return {
    uri: headerTarget(desired.uri ?? ''),
    headerFiles: Object.fromEntries(
      headerNames(secretHeaders).map((name) => [name, `${path}/${secretHeaders[name].file}`]),
    ),
  };
}

/**
 * The volume of a mount. Its sources are optional, so that a missing Secret does not keep the pod from starting: only
 * the admin API or deployment that needs it fails, with its own message.
 */
export function mountVolume({ volume, keys }: Mount): Json {
  const sources = keys.map(({ kind, name, key, file }) => ({
    [kind === 'Secret' ? 'secret' : 'configMap']: {
      name,
      items: [{ key, path: file }],
      optional: true,
    },
  }));
  return { name: volume, projected: { sources } };
}

export function fromSecret(
  reference: { readonly name?: string; readonly key: string },
  file: string,
): MountedKey {
  return { kind: 'Secret', name: reference.name ?? '', key: reference.key, file };
}

export function headerFile(name: string): string {
  return `header-${name.toLowerCase()}`;
}

function headerNames(headers: { readonly [name: string]: unknown } | undefined): string[] {
  return Object.keys(headers ?? {}).sort();
}
