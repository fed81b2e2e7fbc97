/** Registers a version and sees to it that it is the latest for its services. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DesiredDeployment } from '../../contract';
import type { AdminClient, RegisteredDeployment } from '../admin/client';
import { readMountedKey } from '../mounted-key';
import type { Register } from '../plan/actions';

const LOOKS = 3;
const BETWEEN_LOOKS_MS = 300;

export class NotLatestError extends Error {}

/**
 * A server answers 200 to a URI that it knows, and changes nothing: only its list of services tells
 * whether the version serves.
 *
 * @throws AdminError, NoAnswerError, NotLatestError
 */
export async function registerVersion(
  admin: AdminClient,
  { desired, uri, force }: Register,
): Promise<RegisteredDeployment> {
  const request = {
    uri,
    breaking: desired.breaking === true,
    useHttp11: desired.useHttp11,
    assumeRoleArn: desired.assumeRoleArn,
    additionalHeaders: additionalHeaders(desired),
  };
  let registered = await admin.register({ ...request, force });
  let missing = await notLatestFor(admin, registered);
  if (missing.length > 0 && !force) {
    registered = await admin.register({ ...request, force: true });
    missing = await notLatestFor(admin, registered);
  }
  if (missing.length > 0) {
    throw new NotLatestError(
      `${uri} is registered as ${registered.id}, but the server still has another latest deployment for: ${missing.join(', ')}`,
    );
  }
  return registered;
}

/** Nodes of a cluster agree a moment later, so it is looked up more than once. */
async function notLatestFor(
  admin: AdminClient,
  { id, services }: RegisteredDeployment,
): Promise<string[]> {
  for (let look = 1; ; look++) {
    const latest = await admin.latestDeployments();
    const missing = services.filter((service) => latest.get(service) !== id);
    if (missing.length === 0 || look === LOOKS) return missing;
    await sleep(BETWEEN_LOOKS_MS);
  }
}

function additionalHeaders(desired: DesiredDeployment): Record<string, string> | undefined {
  const { additionalHeaders: plain, additionalHeaderFiles: files } = desired;
  if (!plain && !files) return undefined;
  const secret = Object.entries(files ?? {}).map(([name, file]) => [name, readMountedKey(file)]);
  return { ...plain, ...(Object.fromEntries(secret) as Record<string, string>) };
}
