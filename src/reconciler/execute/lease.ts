/**
 * One Lease for each admin API around every run that changes something: two runs at once must not
 * decide on different observations of it. It is renewed in the background, and a request is only sent when
 * its deadline ends before the Lease would.
 */
import { LABELS, MANAGED_BY } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { hasStatus, isConflict, isNotFound } from '../kubernetes/errors';
import { RESOURCES } from '../kubernetes/types';
import type { KubernetesObject } from '../kubernetes/types';
import { log } from '../lib/log';

export const LEASE_SECONDS = 60;

/** Whatever a Lease says, it is over when nobody has renewed it for so long. */
const LONGEST_SECONDS = 300;

/** No two clocks run at the same rate, so another's Lease is given this much more. */
const CLOCK_MARGIN_MS = 2_000;

interface Lease extends KubernetesObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number;
    readonly renewTime?: string;
    readonly acquireTime?: string;
  };
}

export class LeaseLostError extends Error {
  constructor(name: string) {
    super(`another run took over the Lease ${name}`);
  }
}

export class AdminLease {
  /** As this run wrote it last; undefined when another has written it since. */
  private last?: Lease;
  /** As another run wrote it last, and when (by Time.now()) that was first seen. */
  private others?: {
    readonly resourceVersion?: string;
    readonly seenAt: number;
    readonly holder: string;
  };
  /** By Time.now(), when it ends unless it is renewed. */
  private endsAt = 0;
  private epochs = 0;
  private timer?: NodeJS.Timeout;
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param holder name of this run; the same name takes its Lease over from before a restart at once
   */
  constructor(
    private readonly kubernetes: KubernetesClient,
    readonly name: string,
    private readonly holder: string,
    private readonly labels: Readonly<Record<string, string>> = {},
  ) {}

  get isHeld(): boolean {
    return this.kubernetes.time.now() < this.endsAt;
  }

  /**
   * Another number whenever another run may have held it in between: what was observed before may
   * have been that run's work half done.
   */
  get epoch(): number {
    return this.epochs;
  }

  /** Whether no other run holds it; it is not taken. */
  async isFree(): Promise<boolean> {
    if (this.isHeld) return true;
    const found = await this.kubernetes.find<Lease>(RESOURCES.leases, this.name);
    return !found || !this.isTaken(found);
  }

  /** False when another run holds it. */
  async acquire(): Promise<boolean> {
    return this.oneAtATime(async () => {
      if (this.isHeld) return true;
      if (!(await this.reacquire()) && !(await this.takeOver())) return false;
      this.timer ??= setInterval(
        () => void this.renewQuietly(),
        (LEASE_SECONDS * 1000) / 3,
      ).unref();
      return true;
    });
  }

  /**
   * Makes sure that the Lease lasts for a request with this deadline.
   *
   * @throws LeaseLostError
   */
  async ensure(deadlineMs: number): Promise<void> {
    await this.oneAtATime(async () => {
      if (this.isHeld && this.endsAt - this.kubernetes.time.now() > deadlineMs + CLOCK_MARGIN_MS) {
        return;
      }
      await this.renew();
    });
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.oneAtATime(async () => {
      const { last, isHeld } = this;
      this.endsAt = 0;
      if (!last || !isHeld) return;
      const spec = { ...last.spec, holderIdentity: null };
      try {
        this.last = await this.kubernetes.update(RESOURCES.leases, { ...last, spec } as Lease);
      } catch {
        // Another run will take it over sooner or later anyway.
        this.last = undefined;
      }
    });
  }

  /** As this run left it: then no other has held it in between. */
  private async reacquire(): Promise<boolean> {
    return !!this.last && this.write(this.last);
  }

  private async takeOver(): Promise<boolean> {
    const found = await this.kubernetes.find<Lease>(RESOURCES.leases, this.name);
    if (found && this.isTaken(found)) return false;
    this.epochs++;
    return this.write(found);
  }

  /**
   * Judged by this process' own clock since it has seen the last renewal: what others have written into it comes from
   * clocks that may be wrong, or be put right in between.
   */
  private isTaken({ spec, metadata: { resourceVersion } }: Lease): boolean {
    const holder = spec?.holderIdentity;
    if (!holder || holder === this.holder) return false;
    const now = this.kubernetes.time.now();
    if (this.others?.resourceVersion !== resourceVersion) {
      if (this.others?.holder !== holder) log(`waiting for ${holder}, which holds ${this.name}`);
      this.others = { resourceVersion, seenAt: now, holder };
    }
    const seconds = Math.min(spec.leaseDurationSeconds ?? LEASE_SECONDS, LONGEST_SECONDS);
    return now - this.others!.seenAt < seconds * 1000 + CLOCK_MARGIN_MS;
  }

  private async renew(): Promise<void> {
    if (!this.isHeld || !this.last || !(await this.write(this.last))) {
      throw new LeaseLostError(this.name);
    }
  }

  private async renewQuietly(): Promise<void> {
    // Whoever needs the Lease finds out by ensure().
    await this.oneAtATime(() => this.renew()).catch(() => undefined);
  }

  /** False, and not held any more, when another has written it. */
  private async write(found: Lease | undefined): Promise<boolean> {
    const startedAt = this.kubernetes.time.now();
    const now = this.kubernetes.clock.now().toISOString().replace('Z', '000Z');
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: found?.metadata ?? {
        name: this.name,
        labels: { ...this.labels, [LABELS.managedBy]: MANAGED_BY },
      },
      spec: {
        acquireTime: (this.isHeld && this.last?.spec?.acquireTime) || now,
        renewTime: now,
        holderIdentity: this.holder,
        leaseDurationSeconds: LEASE_SECONDS,
      },
    };
    try {
      // An update also creates a Lease, and by its name, as a Role can allow it. One that is there can't be updated
      // without its resourceVersion.
      this.last = await this.kubernetes.update(RESOURCES.leases, lease);
      this.endsAt = startedAt + LEASE_SECONDS * 1000;
      return true;
    } catch (error) {
      const isMade = !found && hasStatus(error, 422);
      if (!isConflict(error) && !isNotFound(error) && !isMade) throw error;
      this.last = undefined;
      this.endsAt = 0;
      return false;
    }
  }

  private oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}
