/** The life of invocations on one Restate server: they wait, start, are pinned, run, are suspended and complete. */
import type { Random } from '../random';
import type { VirtualTime } from './virtual-time';
import type { RestateState } from '../reconciler/memory/restate-state';

/**
 * - short, long: it runs.
 * - suspended, paused: it runs, waits on its deployment, and runs on.
 * - scheduled, queued: no deployment is pinned to it for so long; then it runs.
 */
export const INVOCATION_KINDS = [
  ...(['short', 'long', 'suspended', 'paused', 'scheduled', 'queued'] as const),
] as const;

export type InvocationKind = (typeof INVOCATION_KINDS)[number];

export interface RunningInvocation {
  readonly id: string;
  readonly service: string;
  status: string;
  pinned?: string;
  inFlight?: string;
}

const RUNS_MS = 300;
const RETRY_MS = 2_000;
/** Until an attempt has told the server something. */
const UNPINNED_MS = 150;

export class Invocations {
  private count = 0;

  /** @param isReachable whether pods answer at a URI */
  constructor(
    private readonly server: RestateState,
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly isReachable: (uri: string) => boolean,
  ) {}

  get open(): readonly RunningInvocation[] {
    return this.server.invocations as RunningInvocation[];
  }

  /** Through the ingress; false when that refuses it. */
  call(service: string, kind: InvocationKind, seconds: number): boolean {
    if (!this.server.services.get(service)?.isPublic) return false;
    const invocation: RunningInvocation = { id: `inv_${++this.count}`, service, status: 'ready' };
    this.server.invocations.push(invocation);
    const ms = seconds * 1000;
    switch (kind) {
      case 'scheduled':
      case 'queued':
        invocation.status = kind === 'queued' ? 'inboxed' : kind;
        this.time.after(ms, () => this.attempt(invocation, RUNS_MS));
        break;
      case 'short':
      case 'long':
        this.attempt(invocation, kind === 'short' ? RUNS_MS : ms);
        break;
      default:
        this.attempt(invocation, RUNS_MS, { status: kind, ms });
    }
    return true;
  }

  /** Runs for so long, then (if it is to wait first) waits and runs again. */
  private attempt(
    invocation: RunningInvocation,
    runs: number,
    waits?: { readonly status: string; readonly ms: number },
  ): void {
    const id = invocation.pinned ?? this.server.services.get(invocation.service)?.deploymentId;
    const deployment = this.server.deployments.get(id ?? '');
    if (!deployment || !this.isReachable(deployment.uri)) {
      // Before it was pinned it is tried on whichever is the latest then.
      invocation.status = invocation.pinned ? 'backing-off' : 'ready';
      delete invocation.inFlight;
      this.time.after(RETRY_MS, () => this.attempt(invocation, runs, waits));
      return;
    }
    invocation.status = 'running';
    const go = () => {
      delete invocation.inFlight;
      invocation.pinned = deployment.id;
      this.time.after(runs, () => this.finish(invocation, waits));
    };
    if (invocation.pinned) return go();
    invocation.inFlight = deployment.id;
    this.time.after(this.random.whole(1, UNPINNED_MS), go);
  }

  private finish(
    invocation: RunningInvocation,
    waits?: { readonly status: string; readonly ms: number },
  ): void {
    if (!waits) {
      const open = this.server.invocations;
      open.splice(open.indexOf(invocation), 1);
      return;
    }
    invocation.status = waits.status;
    this.time.after(waits.ms, () => this.attempt(invocation, RUNS_MS));
  }
}
