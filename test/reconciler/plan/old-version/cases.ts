/** What the cases of old versions are made of. */
import { at, registered, wanted } from '../situation';
import type { Situation, there } from '../situation';

export const v2 = wanted('shop', 'v2');
export const cart = wanted('cart', 'v1');
export const inFiveMinutes = `removeVersionAt=${at(300).toISOString()}`;
export const due = { removeVersionAt: at(-1) };
export const removed = { removedAt: at(-60) };
export const FORCE = { deletionPolicy: { type: 'force' } } as const;
/** What a version was made for, before its admin API got another URL. */
export const FORMER = { key: 'former', url: 'http://former:9070' };
export const hpa = {
  kind: 'horizontalPodAutoscalers',
  object: { metadata: { name: 'shop-v1' } },
} as const;

/** v2 is registered and the latest; v1 is what it says. */
export function succeeded(v1: ReturnType<typeof there>, admin: object = {}): Situation {
  return {
    desired: [v2],
    there: [v1, registered('shop-v2')],
    admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' }, ...admin },
  };
}

/** The deployment of v1 has left the desired state; cart is still there, and registered. */
export function left(v1: ReturnType<typeof there>, admin: object = {}): Situation {
  return {
    desired: [cart],
    there: [v1, registered('cart-v1')],
    admin: {
      knows: ['shop-v1', 'cart-v1'],
      latest: { cart: 'cart-v1', shop: 'shop-v1' },
      ...admin,
    },
  };
}

export interface Case {
  readonly name: string;
  /** That decides about v1. */
  readonly rule: string;
  readonly when: Situation;
  readonly then: string[];
  readonly state?: string;
  /** Seconds since which all snapshots have found that nothing needs v1; left out: this is the first. */
  readonly removableFor?: number;
}

export const ending = [
  'deregistering=dp_shop-v1',
  'deregister',
  'scale 0',
  '-deploymentId -removeVersionAt',
];
export const endingForced = [
  'deregistering=dp_shop-v1',
  'deregister whatever runs',
  'scale 0',
  '-deploymentId',
];
