/**
 * How long nothing must have needed a version before it is deregistered: by what pods were told of it, as of when the
 * server said it.
 */
import type { Server } from './app';
import type { World } from './world';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../../src/contract';
import type { DesiredDeployment } from '../../src/contract';

/** Between two looks that find that nothing needs it. */
const CONFIRMATION_MS = 3_000;
/** In which a pod that goes on has written down what it was told. */
const NOTED_MS = 15_000;
/** Times are written down in whole seconds, by a clock that is known as exactly. */
const ROUNDING_MS = 2_000;

interface Told {
  /** Whether anything needed it: invocations, or callers as long as its successor is not registered. */
  readonly isNeeded: boolean;
  readonly hasInvocations: boolean;
  readonly at: number;
}

export class Quiet {
  /** Server and id -> what a pod was told last, and did not forget since. */
  private readonly needed = new Map<string, number>();
  /** Pod, server and id -> since when all that it was told is that nothing needs it. */
  private readonly since = new Map<string, number>();
  /** Deployment -> the shortest drain delay that it ever had (ms). */
  private readonly delays = new Map<string, number>();
  private disturbedAt = -Infinity;

  constructor(private readonly world: World) {}

  /** Something went wrong, by which what a pod was told may be lost, or come too late. */
  disturbed(): void {
    this.disturbedAt = this.world.time.now;
  }

  desired({ name, drainDelaySeconds = DEFAULT_DRAIN_DELAY_SECONDS }: DesiredDeployment): void {
    const shortest = Math.min(this.delays.get(name) ?? Infinity, drainDelaySeconds * 1000);
    this.delays.set(name, shortest);
  }

  /** A pod has read the answer to a query. */
  told(pod: string, server: Server, id: string, { isNeeded, hasInvocations, at }: Told): void {
    const ofPod = `${pod} ${server} ${id}`;
    if (isNeeded) this.since.delete(ofPod);
    else if (!this.since.has(ofPod)) this.since.set(ofPod, this.world.time.now);
    if (!hasInvocations) return;
    const told = this.world.time.now;
    this.world.time.after(NOTED_MS, () => {
      if (this.disturbedAt < told) this.needed.set(`${server} ${id}`, at);
    });
  }

  /** From now on, nothing can need it. */
  ended(server: Server, id: string): void {
    this.needed.set(`${server} ${id}`, this.world.time.now);
  }

  /** What is wrong with taking it away now, although nothing needs it. */
  ofRemoval(pod: string, server: Server, id: string, deployment: string): Array<[string, string]> {
    const { now } = this.world.time;
    const complaints: Array<[string, string]> = [];
    const since = this.since.get(`${pod} ${server} ${id}`) ?? Infinity;
    if (now - since < CONFIRMATION_MS) {
      complaints.push(['confirmation', `${id} was quiet for ${now - since} ms of this pod`]);
    }
    const quietMs = now - (this.needed.get(`${server} ${id}`) ?? -Infinity);
    const delay = this.delays.get(deployment) ?? 0;
    if (quietMs < delay - this.world.judge.skewMs - ROUNDING_MS) {
      complaints.push(['drain delay', `${id} was quiet for ${quietMs} of ${delay} ms`]);
    }
    return complaints;
  }
}
