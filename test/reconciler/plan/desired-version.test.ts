import {
  actionsOf,
  at,
  observe,
  prunable,
  registered,
  retained,
  statesOf,
  there,
  wanted,
} from './situation';
import type { Situation } from './situation';
import type { RuntimeStatus } from '../../../src/contract';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';

interface Row {
  readonly name: string;
  readonly when: Situation;
  readonly then: Record<string, string[]>;
  /** State of each version; left out: not looked at. */
  readonly states?: Record<string, string>;
}

const v1 = wanted('shop', 'v1');
const v2 = wanted('shop', 'v2');

function previous(more: Partial<RuntimeStatus['deployments'][number]>): RuntimeStatus {
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

function ready(reason: string, status: 'True' | 'False' = 'False', since = at(0)) {
  return [
    { type: 'Ready', status, reason, message: reason, lastTransitionTime: since.toISOString() },
  ];
}

const table: Row[] = [
  {
    name: 'nothing is done as long as its pods are not ready',
    when: { desired: [v1], there: [there('shop-v1', { notReady: '0 of 1 pods are available' })] },
    then: {},
    states: { 'shop-v1': 'Starting' },
  },
  {
    name: 'ready pods are registered, without force',
    when: { desired: [v1], there: [there('shop-v1')] },
    then: { 'shop-v1': ['register'] },
    states: { 'shop-v1': 'Registering' },
  },
  {
    name: 'breaking changes that are wanted are registered by force, as servers before 1.6 need it',
    when: { desired: [{ ...v1, breaking: true }], there: [there('shop-v1')] },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'nothing is done for what is registered and the latest',
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v1': 'Latest' },
  },
  {
    name: 'a run that died after it registered: found by its URI',
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['inspect'] },
  },
  {
    name: 'rolled back while the version still drains: taken back from the newer one',
    when: {
      desired: [v1],
      there: [registered('shop-v1'), registered('shop-v2')],
      admin: {
        knows: ['shop-v1', 'shop-v2'],
        latest: { shop: 'shop-v2' },
        pinned: { 'shop-v1': 1 },
      },
    },
    then: { 'shop-v1': ['register by force'] },
    states: { 'shop-v1': 'Registering', 'shop-v2': 'Serving' },
  },
  {
    name: 'rolled back within the drain delay: the pending removal is taken back',
    when: {
      desired: [v1],
      there: [registered('shop-v1', { removeVersionAt: at(100) }), registered('shop-v2')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['-removeVersionAt', 'register by force'] },
  },
  {
    name: 'rolled back in the middle of its removal: nothing of that is left',
    when: {
      desired: [v1],
      there: [
        registered('shop-v1', { removeVersionAt: at(-9), deregistering: 'dp_shop-v1' }),
        registered('shop-v2'),
      ],
      admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['-removeVersionAt -deregistering', 'register'] },
  },
  {
    name: 'rolled back to a version that was kept at 0: its replicas first, if the manifest did not bring them',
    when: {
      desired: [{ ...v1, replicas: 3 }],
      there: [retained('shop-v1', { notReady: 'it has 0 replicas' }), registered('shop-v2')],
      admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['scale 3'] },
    states: { 'shop-v1': 'Starting', 'shop-v2': 'Serving' },
  },
  {
    name: 'a version that is back before its services were deleted gets them public again',
    when: {
      desired: [v1],
      there: [registered('shop-v1', { privateServices: ['shop'] })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] },
    },
    then: { 'shop-v1': ['make shop public', '-privateServices'] },
  },
  {
    name: 'somebody deleted the deployment by hand: it is registered again',
    when: { desired: [v1], there: [registered('shop-v1')], admin: {} },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'what the server has to discover again is registered by force',
    when: {
      desired: [{ ...v1, discoveryHash: 'other headers' }],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'a version that the operator registered is taken over as it is',
    when: {
      desired: [v1],
      there: [
        there('shop-v1', {
          admin: undefined,
          state: { deploymentId: 'dp_shop-v1', privateServices: [] },
        }),
      ],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['inspect'] },
  },
  {
    name: 'a service that another desired deployment serves is left to it',
    when: {
      desired: [v1, wanted('cart', 'v1')],
      there: [registered('shop-v1'), registered('cart-v1', { services: ['cart', 'shop'] })],
      admin: { knows: ['shop-v1', 'cart-v1'], latest: { shop: 'cart-v1', cart: 'cart-v1' } },
    },
    then: {},
    states: { 'shop-v1': 'Latest', 'cart-v1': 'Latest' },
  },
  {
    name: 'a service that somebody else has taken since is left alone',
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1', 'laptop'], latest: { shop: 'laptop' } },
      previous: previous({ conditions: ready('Registered', 'True') }),
    },
    then: {},
    states: { 'shop-v1': 'Latest' },
  },
  {
    name: 'a service that somebody else had before this desired state is taken over',
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1', 'laptop'], latest: { shop: 'laptop' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'a newer version whose objects were deleted by hand is told by its URI',
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
      previous: previous({ conditions: ready('Registered', 'True') }),
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'what is refused for good is not tried again by a later run',
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      previous: previous({ conditions: ready('BreakingChange') }),
    },
    then: {},
  },
  {
    name: 'another desired state of the same version is tried again',
    when: {
      desired: [{ ...v1, hash: 'other' }],
      there: [there('shop-v1')],
      previous: previous({ conditions: ready('BreakingChange') }),
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'nothing is registered while the admin API can not be asked',
    when: { desired: [v1], there: [there('shop-v1')], admin: 'no answer' },
    then: {},
    states: { 'shop-v1': 'Unknown' },
  },
  {
    name: 'a version that is not there is waited for',
    when: { desired: [v1], there: [] },
    then: {},
    states: { 'shop-v1': 'Pending' },
  },
  {
    name: 'an endpoint is written down before it is registered',
    when: { desired: [{ ...v1, mode: 'Endpoint' }], there: [] },
    then: { 'shop-v1': ['record-endpoint', 'register'] },
  },
  {
    name: 'a paused deployment is left as it is',
    when: {
      desired: [{ ...v2, paused: true }],
      there: [registered('shop-v1', { removeVersionAt: at(-9) }), there('shop-v2')],
      admin: { knows: ['shop-v1'] },
    },
    then: {},
  },
  {
    name: 'one deployment that is not there does not hold back the registration of another',
    when: { desired: [v1, wanted('cart', 'v1')], there: [there('cart-v1')] },
    then: { 'cart-v1': ['register'] },
  },
  {
    name: 'what kubectl would prune by is removed before the version is registered',
    when: { desired: [v1], there: [there('shop-v1', { main: prunable('shop-v1') })] },
    then: { 'shop-v1': ['remove-marks', 'register'] },
  },
  {
    name: 'and again when it was applied again',
    when: {
      desired: [v1],
      there: [registered('shop-v1', {}, { main: prunable('shop-v1') })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['remove-marks'] },
  },
];

test.each(table)('$name', ({ when, then, states }) => {
  expect(actionsOf(when)).toEqual(then);
  if (states) expect(statesOf(when)).toEqual(states);
});

describe('autoscaling', () => {
  const scaled = { ...v2, replicas: undefined, autoscaling: { min: 2, max: 8 } };
  const serving = (replicas: number) =>
    registered('shop-v1', {}, { replicas: { desired: replicas, ready: replicas } });
  const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };

  test.each([
    ['at least the minimum', 1, 'scale 2'],
    ['as many as its predecessor runs', 5, 'scale 5'],
    ['no more than the maximum', 20, 'scale 8'],
  ])('a new version starts with %s', (_, predecessor, action) => {
    const fresh = there('shop-v2', { notReady: '1 of 1', replicas: { desired: 1, ready: 0 } });
    expect(actionsOf({ desired: [scaled], there: [serving(predecessor), fresh], admin })).toEqual({
      'shop-v2': [action],
    });
  });

  test('a version that serves is left to its autoscaler', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 1, ready: 1 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    expect(actionsOf({ desired: [scaled], there: [there_], admin: says })).toEqual({});
  });

  test('a version that serves with 0 replicas gets some, since an autoscaler does not wake it', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 0, ready: 0 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    expect(actionsOf({ desired: [scaled], there: [there_], admin: says })).toEqual({
      'shop-v2': ['scale 2'],
    });
  });

  test('switching it on gives back the replicas that the manifest dropped', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 1, ready: 1 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    const before = {
      object: 'shop-v2',
      version: 'v2',
      mode: 'ReplicaSet',
      state: 'Latest' as const,
    };
    const status = previous({
      autoscaled: false,
      versions: [{ ...before, replicas: { desired: 6, ready: 6 } }],
    });
    const situation = { desired: [scaled], there: [there_], admin: says, previous: status };
    expect(actionsOf(situation)).toEqual({ 'shop-v2': ['scale 6'] });
  });
});

test('a registration that failed is tried again when it is due, and its words are told meanwhile', () => {
  const situation = { desired: [v1], there: [there('shop-v1')] };
  const failed = (notBefore: number, hash = v1.hash) => ({
    failures: new Map([
      ['shop', { hash, message: '500 META0003', final: false, attempts: 1, notBefore }],
    ]),
  });
  expect(actionsOf(situation, failed(at(5).getTime()))).toEqual({});
  expect(actionsOf(situation, failed(at(-1).getTime()))).toEqual({ 'shop-v1': ['register'] });
  expect(actionsOf(situation, failed(at(5).getTime(), 'another'))).toEqual({
    'shop-v1': ['register'],
  });
  const { statuses } = plan(observe(situation), { ...NO_RETRY_STATE, ...failed(at(5).getTime()) });
  expect(statuses[0].conditions[0]).toMatchObject({
    reason: 'RegistrationFailed',
    message: '500 META0003',
  });
});

test('a registration that is under way is not begun a second time', () => {
  const situation = { desired: [v1], there: [there('shop-v1')] };
  expect(actionsOf(situation, { registering: new Set(['shop']) })).toEqual({});
});

test('a Job of its own tries once more what was refused for good', () => {
  const situation = {
    desired: [v1],
    there: [there('shop-v1')],
    previous: previous({ conditions: ready('BreakingChange') }),
  };
  expect(actionsOf(situation, { retry: 'shop' })).toEqual({ 'shop-v1': ['register'] });
});

test('an object that is missing for minutes is asked for', () => {
  const reasonAfter = (since: Date, reason: string) => {
    const situation = {
      desired: [v1],
      previous: previous({ conditions: ready(reason, 'False', since) }),
    };
    return plan(observe(situation), NO_RETRY_STATE).statuses[0].conditions[0].reason;
  };
  expect(reasonAfter(at(-60), 'Missing')).toBe('Missing');
  expect(reasonAfter(at(-130), 'Missing')).toBe('StillMissing');
  expect(reasonAfter(at(-1), 'StillMissing')).toBe('StillMissing');
});

test("an object of the desired name that is another runtime's is told, and not touched", () => {
  const { statuses, steps } = plan(
    observe({ desired: [v1], foreign: { 'shop-v1': 'other' } }),
    NO_RETRY_STATE,
  );
  expect(steps).toEqual([]);
  expect(statuses[0].conditions[0]).toMatchObject({
    reason: 'NotOurs',
    message: 'shop-v1 belongs to the runtime other; rename one of the two deployments',
  });
});
