/** What the cases of desired versions are made of. */
import type { RuntimeStatus } from '../../../../src/contract';
import type { RegistrationFailure, RetryState } from '../../../../src/reconciler/plan/retry-state';
import { at, wanted } from '../situation';
import type { Situation } from '../situation';

export interface Case {
  readonly name: string;
  /** That decides about each version, by object. */
  readonly rules: Record<string, string>;
  readonly when: Situation;
  readonly then: Record<string, string[]>;
  readonly retryState?: Partial<RetryState>;
  /** State of each version; left out: not asserted. */
  readonly states?: Record<string, string>;
}

export const v1 = wanted('shop', 'v1');

export function previous(more: Partial<RuntimeStatus['deployments'][number]>): RuntimeStatus {
  const entry = {
    name: 'shop',
    admin: 'restate',
    hash: 'hash-v1',
    conditions: [],
    versions: [],
    ...more,
  };
  return { contract: 1, id: 'app', conditions: [], deployments: [entry] };
}

export function ready(reason: string, status: 'True' | 'False' = 'False', since = at(0)) {
  return [
    { type: 'Ready', status, reason, message: reason, lastTransitionTime: since.toISOString() },
  ];
}

export function failed(failure: Partial<RegistrationFailure>): Partial<RetryState> {
  const { hash } = v1;
  const before = { hash, message: '500 META0003', final: false, attempts: 1, notBefore: 0 };
  return { failures: new Map([['shop', { ...before, ...failure }]]) };
}
