/** Registers a version and makes sure that it is the latest for its services. */
import type { DesiredDeployment } from '../../contract';
import type { AdminClient, RegisteredDeployment, Registration } from '../admin/client';
import { isUnreachable } from '../admin/errors';
import { backoffMs } from '../lib/backoff';
import { SYSTEM_TIME } from '../lib/time';
import type { Time } from '../lib/time';
import type { Register } from '../plan/actions';

const LATEST_CHECKS = 3;
const CHECK_INTERVAL_MS = 300;

/** Short enough to make no difference to how long the Lease has to last. */
const REACHABLE_WITHIN_MS = 1_000;
const RETRY = { firstMs: 10, longestMs: REACHABLE_WITHIN_MS };

export class NotLatestError extends Error {}

/**
 * A server answers 200 to a URI that it knows, and changes nothing: only its list of services shows
 * whether the version serves.
 *
 * @throws AdminError, NoAnswerError, NotLatestError
 */
export async function registerVersion(
  admin: AdminClient,
  { desired, uri, force }: Register,
  time: Time = SYSTEM_TIME,
): Promise<RegisteredDeployment> {
  const request = {
    uri,
    breaking: desired.breaking === true,
    useHttp11: desired.useHttp11,
    assumeRoleArn: desired.assumeRoleArn,
    metadata: desired.metadata,
    additionalHeaders: additionalHeaders(admin, desired, uri),
  };
  let registered = await registerOnceReachable(admin, { ...request, force }, time);
  let missing = await notLatestFor(admin, registered, time);
  if (missing.length > 0 && !force) {
    registered = await admin.register({ ...request, force: true });
    missing = await notLatestFor(admin, registered, time);
  }
  if (missing.length > 0) {
    throw new NotLatestError(
      `${uri} is registered as ${registered.id}, but the server still has another latest deployment for: ${missing.join(', ')}`,
    );
  }
  return registered;
}

/** The Service of pods that have just become ready leads to them only a moment later. */
async function registerOnceReachable(
  admin: AdminClient,
  registration: Registration,
  time: Time,
): Promise<RegisteredDeployment> {
  const startedAt = time.now();
  for (let failures = 1; ; failures++) {
    try {
      return await admin.register(registration);
    } catch (error) {
      const pause = backoffMs(failures, RETRY);
      const late = time.now() - startedAt + pause > REACHABLE_WITHIN_MS;
      if (late || !isUnreachable(error)) throw error;
      await time.sleep(pause);
    }
  }
}

/** Nodes of a cluster agree a moment later, so it is checked more than once. */
async function notLatestFor(
  admin: AdminClient,
  { id, services }: RegisteredDeployment,
  time: Time,
): Promise<string[]> {
  for (let check = 1; ; check++) {
    // Of these only: a list of all services, for each of many versions, would be the most of a sweep's memory.
    const latest = await Promise.all(services.map((service) => admin.latestDeployment(service)));
    const missing = services.filter((_, index) => latest[index] !== id);
    if (missing.length === 0 || check === LATEST_CHECKS) return missing;
    await time.sleep(CHECK_INTERVAL_MS);
  }
}

function additionalHeaders(
  admin: AdminClient,
  { name, additionalHeaders: plain, secretHeaders: secret }: DesiredDeployment,
  uri: string,
): Record<string, string> | undefined {
  if (!plain && !secret) return undefined;
  return { ...plain, ...admin.secretHeaders(name, secret ?? [], uri) };
}
