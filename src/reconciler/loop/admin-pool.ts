/** The clients and Leases of the admin APIs of a run. */
import { NAMES, podLabels } from '../../contract';
import type { DesiredState, PodAccess } from '../../contract';
import { AdminClient } from '../admin/client';
import { isUnauthorized } from '../admin/errors';
import { AdminLease } from '../execute/lease';
import { observeKafka } from '../kafka/api';
import type { KafkaView } from '../kafka/api';
import { wantedKafka } from '../kafka/wanted';
import type { KubernetesClient } from '../kubernetes/client';
import { backoffMs } from '../lib/backoff';
import { MissingKeyError, readMountedKey } from '../lib/mounted-key';
import { withoutSecrets } from '../lib/secrets';
import { observeAdmin } from '../observe/admin';
import { kafkaAdmins } from '../observe/kafka';
import type { AdminFailure, AdminRef, AdminView, Observation } from '../observe/observation';
import { adminRef } from '../observe/refs';

/**
 * A slow admin API backs off for longer, so that it does not delay the others at each pass; one that
 * refuses quickly is retried soon, since it is probably starting.
 */
const RETRY = { firstMs: 500, longestMs: 30_000 };
const SHORTEST_LIMIT_MS = 2_000;
const PAUSE_PER_WAIT = 6;

interface Failing {
  readonly failure: AdminFailure;
  readonly attempts: number;
  readonly notBefore: number;
}

export class AdminPool {
  private readonly clients = new Map<string, { access: string; client: AdminClient }>();
  private readonly leases = new Map<string, AdminLease>();
  private readonly failing = new Map<string, Failing>();

  /** @param access what this pod may authenticate with */
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly id: string,
    private readonly holder: string,
    private readonly access: PodAccess = {},
  ) {}

  /**
   * Credentials are sent to the URL that the spec of this pod gives them for, and to no other.
   *
   * @throws Error when its CA file can't be read
   */
  client(ref: AdminRef): AdminClient {
    const given = Object.hasOwn(this.access, ref.key) ? this.access[ref.key] : undefined;
    const access = given?.url === ref.url ? given : { url: ref.url };
    // A mounted certificate may be renewed in place; credentials are read for each request anyway.
    const ca = access.caFile === undefined ? '' : readMountedKey(access.caFile);
    const text = JSON.stringify(access) + ca;
    const known = this.clients.get(adminRef(ref));
    if (known?.access === text) return known.client;
    known?.client.close();
    const client = new AdminClient(access);
    this.clients.set(adminRef(ref), { access: text, client });
    return client;
  }

  /** One for each URL that is desired, and one for all others. */
  lease({ url }: Pick<AdminRef, 'url'>, { admins }: DesiredState): AdminLease {
    const isDesired = admins.some((each) => each.url === url);
    return isDesired ? this.leaseOf(NAMES.lease(this.id, url)) : this.former;
  }

  /** Whether no other run holds the Lease of an admin API, nor may have it as a former one. */
  async isFree(ref: AdminRef, desired: DesiredState): Promise<boolean> {
    return (await this.former.isFree()) && this.lease(ref, desired).isFree();
  }

  /**
   * Takes the Leases of admin APIs; the URLs of those that no other run holds. None while another run holds the one of
   * the former admin APIs: an older desired state may have one of these among them.
   */
  async acquire(refs: readonly AdminRef[], desired: DesiredState): Promise<ReadonlySet<string>> {
    const leases = [...new Map(refs.map((ref) => [ref.url, this.lease(ref, desired)]))];
    const mayTake = leases.every(([, { isHeld }]) => isHeld) || (await this.former.isFree());
    const acquired = await Promise.all(
      leases.map(([, lease]) => lease.isHeld || (mayTake && lease.acquire())),
    );
    return new Set(leases.map(([url]) => url).filter((_, index) => acquired[index]));
  }

  /** Another number whenever another run may have held one of the Leases since. */
  get leaseEpochs(): number {
    return [...this.leases.values()].reduce((sum, { epoch }) => sum + epoch, 0);
  }

  /** @param seen what they are asked for, but for what a deployment has */
  async observe(
    refs: readonly AdminRef[],
    seen?: Pick<Observation, 'desired' | 'previous'>,
  ): Promise<Map<string, AdminView | AdminFailure>> {
    const kafka = new Set(seen && kafkaAdmins(seen).map(adminRef));
    const unique = new Map(refs.map((ref) => [adminRef(ref), ref]));
    const views = [...unique].map(async ([key, ref]) => {
      const desired = kafka.has(key) ? seen?.desired : undefined;
      return [key, await this.view(key, ref, desired)] as const;
    });
    return new Map(await Promise.all(views));
  }

  async release(): Promise<void> {
    await Promise.all([...this.leases.values()].map((lease) => lease.release()));
  }

  close(): void {
    for (const { client } of this.clients.values()) client.close();
  }

  private get former(): AdminLease {
    return this.leaseOf(NAMES.formerLease(this.id));
  }

  private leaseOf(name: string): AdminLease {
    const lease =
      this.leases.get(name) ??
      new AdminLease(this.kubernetes, name, this.holder, podLabels(this.id));
    this.leases.set(name, lease);
    return lease;
  }

  /** What fails for Kafka alone does not hold back deployments. */
  private async kafka(
    client: AdminClient,
    { key }: AdminRef,
    desired: DesiredState,
  ): Promise<KafkaView | AdminFailure> {
    try {
      const owner = { namespace: this.kubernetes.namespace, id: this.id };
      return await observeKafka(client, wantedKafka(owner, desired, key, client.access));
    } catch (error) {
      return failureOf(error);
    }
  }

  /** @param kafka desired state of what it is asked for as well */
  private async view(
    key: string,
    ref: AdminRef,
    kafka: DesiredState | undefined,
  ): Promise<AdminView | AdminFailure> {
    const { time } = this.kubernetes;
    const before = this.failing.get(key);
    if (before && time.now() < before.notBefore) return before.failure;
    const startedAt = time.now();
    try {
      const client = this.client(ref);
      const [view, ofKafka] = await Promise.all([
        observeAdmin(client),
        kafka && this.kafka(client, ref, kafka),
      ]);
      this.failing.delete(key);
      return ofKafka ? { ...view, kafka: ofKafka } : view;
    } catch (error) {
      const found = failureOf(error);
      const isSame = before?.failure.reason === found.reason;
      const failure = {
        ...found,
        since: (isSame ? before?.failure.since : undefined) ?? startedAt,
      };
      const attempts = (before?.attempts ?? 0) + 1;
      const limit = Math.max(PAUSE_PER_WAIT * (time.now() - startedAt), SHORTEST_LIMIT_MS);
      const longestMs = Math.min(limit, RETRY.longestMs);
      const pause = backoffMs(attempts, { ...RETRY, longestMs });
      this.failing.set(key, { failure, attempts, notBefore: time.now() + pause });
      return failure;
    }
  }
}

/** The reason says who has to act: whoever runs the admin API, or whoever gave the credentials. */
function failureOf(error: unknown): AdminFailure {
  const failure = withoutSecrets((error as Error).message);
  if (isUnauthorized(error)) return { failure, reason: 'Unauthorized' };
  if (error instanceof MissingKeyError) return { failure, reason: 'KeyMissing' };
  return { failure };
}
