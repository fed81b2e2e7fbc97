/** What goes wrong with requests: each disturbance waits for the request that it is meant for. */
import type { Call } from './network';

export const EFFECTS = [
  /** The process dies before it sends the request, or before it reads the answer. */
  ...(['kill before', 'kill after'] as const),
  /** It takes effect, and the connection breaks; or it takes none. */
  ...(['lose answer', 'drop'] as const),
  /** It can't be sent; or never arrives, and nobody says so. */
  ...(['refuse', 'hang'] as const),
  /** It arrives late, or its answer does. */
  ...(['late', 'late answer'] as const),
  /** The process stands still before it sends it. */
  'stall',
  /** The server is busy; or what is in front of it answers 200. */
  ...(['error', 'garbage'] as const),
] as const;

export type Effect = (typeof EFFECTS)[number];

export interface Disturbance {
  readonly effect: Effect;
  /** Name of the server. */
  readonly server: string;
  /** Whether only requests count that change something. */
  readonly writes: boolean;
  /** How many requests it lets pass. */
  readonly skip: number;
  /** Of what is late, or stalls. */
  readonly ms?: number;
}

interface Waiting extends Disturbance {
  left: number;
}

/** A query is a POST that changes nothing. */
export function isWrite({ request: { method, path } }: Pick<Call, 'request'>): boolean {
  return method !== 'GET' && path !== '/query';
}

/** What keeps a run alive and tells of it is not what it is about. */
function isPlain({ request: { path } }: Call): boolean {
  return !/\/(leases|events)\b/.test(path);
}

export class Disturbances {
  private waiting: Waiting[] = [];

  add(disturbance: Disturbance): void {
    this.waiting.push({ ...disturbance, left: disturbance.skip });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The first that was waiting for this request; it is used up by that. */
  meet(call: Call): Disturbance | undefined {
    const met = this.waiting.find(
      (each) =>
        each.server === call.server &&
        (!each.writes || (isWrite(call) && isPlain(call))) &&
        each.left-- <= 0,
    );
    if (met) this.waiting.splice(this.waiting.indexOf(met), 1);
    return met;
  }
}
