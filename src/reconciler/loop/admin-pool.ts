/** The clients and Leases of the admin APIs that a run has met. */
import type { DesiredState } from '../../contract';
import { AdminClient } from '../admin/client';
import type { AdminAccess } from '../admin/client';
import { isUnauthorized } from '../admin/errors';
import { AdminLease } from '../execute/lease';
import type { KubernetesClient } from '../kubernetes/client';
import { MissingKeyError, readMountedKey } from '../lib/mounted-key';
import { observeAdmin } from '../observe/admin';
import type { AdminFailure, AdminRef, AdminView } from '../observe/observation';
import { adminRef } from '../observe/refs';

/**
 * One that does not answer must not hold up the others at each look; one that refuses at once holds up
 * nobody, and is asked again soon, for a server that starts is waited for.
 */
const LONGEST_PAUSE_MS = 30_000;
const SHORTEST_LIMIT_MS = 2_000;
const PAUSE_PER_WAIT = 6;

/** What it said longer ago is no ground to act on. */
const MEMORY_MS = 120_000;

interface Failing {
  readonly failure: AdminFailure;
  readonly attempts: number;
  readonly notBefore: number;
}

export class AdminPool {
  private readonly clients = new Map<string, { access: string; client: AdminClient }>();
  private readonly leases = new Map<string, AdminLease>();
  private readonly failing = new Map<string, Failing>();
  private readonly answers = new Map<string, { readonly view: AdminView; readonly at: number }>();

  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly holder: string,
  ) {}

  /**
   * Credentials are those of the desired state, for its own URL only.
   *
   * @throws Error when its CA file can't be read
   */
  client(ref: AdminRef, { admins }: DesiredState): AdminClient {
    const desired = admins.find(({ key, url }) => key === ref.key && url === ref.url);
    const access: AdminAccess = desired ?? { url: ref.url };
    // What is mounted may be renewed in place; credentials are read for each request anyway.
    const ca = access.caFile === undefined ? '' : readMountedKey(access.caFile);
    const text = JSON.stringify(access) + ca;
    const known = this.clients.get(adminRef(ref));
    if (known?.access === text) return known.client;
    known?.client.close();
    const client = new AdminClient(access);
    this.clients.set(adminRef(ref), { access: text, client });
    return client;
  }

  /** One for each URL: two apps that name it mean the same admin API. */
  lease({ url }: AdminRef): AdminLease {
    const lease = this.leases.get(url) ?? new AdminLease(this.kubernetes, url, this.holder);
    this.leases.set(url, lease);
    return lease;
  }

  /** Another number whenever another run may have held one of the Leases since. */
  get terms(): number {
    return [...this.leases.values()].reduce((sum, { term }) => sum + term, 0);
  }

  async observe(
    refs: readonly AdminRef[],
    desired: DesiredState,
  ): Promise<Map<string, AdminView | AdminFailure>> {
    const unique = new Map(refs.map((ref) => [adminRef(ref), ref]));
    const views = [...unique].map(
      async ([key, ref]) => [key, await this.view(key, ref, desired)] as const,
    );
    return new Map(await Promise.all(views));
  }

  /** What they said when they were asked last. */
  async remembered(refs: readonly AdminRef[]): Promise<Map<string, AdminView | AdminFailure>> {
    const views = refs.map((ref): [string, AdminView | AdminFailure] => {
      const answer = this.answers.get(adminRef(ref));
      const fresh = answer !== undefined && performance.now() - answer.at < MEMORY_MS;
      return [adminRef(ref), fresh ? answer.view : { failure: 'it was not asked of late' }];
    });
    return new Map(views);
  }

  async release(): Promise<void> {
    await Promise.all([...this.leases.values()].map((lease) => lease.release()));
  }

  close(): void {
    for (const { client } of this.clients.values()) client.close();
  }

  private async view(
    key: string,
    ref: AdminRef,
    desired: DesiredState,
  ): Promise<AdminView | AdminFailure> {
    const before = this.failing.get(key);
    if (before && performance.now() < before.notBefore) return before.failure;
    const startedAt = performance.now();
    try {
      const view = await observeAdmin(this.client(ref, desired));
      this.failing.delete(key);
      this.answers.set(key, { view, at: performance.now() });
      return view;
    } catch (error) {
      this.answers.delete(key);
      const failure = failureOf(error);
      const attempts = (before?.attempts ?? 0) + 1;
      const limit = Math.max(PAUSE_PER_WAIT * (performance.now() - startedAt), SHORTEST_LIMIT_MS);
      const pause = Math.min(250 * 2 ** attempts, limit, LONGEST_PAUSE_MS);
      this.failing.set(key, { failure, attempts, notBefore: performance.now() + pause });
      return failure;
    }
  }
}

/** Who has to act: whoever runs the admin API, or whoever gave the credentials. */
function failureOf(error: unknown): AdminFailure {
  const { message: failure } = error as Error;
  if (isUnauthorized(error)) return { failure, reason: 'Unauthorized' };
  if (error instanceof MissingKeyError) return { failure, reason: 'KeyMissing' };
  return { failure };
}
