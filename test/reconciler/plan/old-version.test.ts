import {
  actionsOf,
  at,
  NOW,
  observe,
  prunable,
  registered,
  retained,
  seenBefore,
  statesOf,
  there,
  wanted,
} from './situation';
import type { Situation } from './situation';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';

const v2 = wanted('shop', 'v2');
const cart = wanted('cart', 'v1');
const inFiveMinutes = `removeVersionAt=${at(300).toISOString()}`;
const due = { removeVersionAt: at(-1) };
const removed = { removedAt: at(-60) };
const FORCE = { deletionPolicy: { type: 'force' } } as const;
/** What a version was made for, before its admin API got another URL. */
const FORMER = { key: 'former', url: 'http://former:9070' };
const hpa = {
  kind: 'horizontalPodAutoscalers',
  object: { metadata: { name: 'shop-v1' } },
} as const;

/** v2 is registered and the latest; v1 is what it says. */
function succeeded(v1: ReturnType<typeof there>, admin: object = {}): Situation {
  return {
    desired: [v2],
    there: [v1, registered('shop-v2')],
    admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' }, ...admin },
  };
}

/** The deployment of v1 has left the desired state; cart is still there, and registered. */
function left(v1: ReturnType<typeof there>, admin: object = {}): Situation {
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

interface Row {
  readonly name: string;
  readonly when: Situation;
  readonly then: string[];
  readonly state?: string;
  /** Whether an earlier look has found v1 to be removable. */
  readonly seenBefore?: boolean;
}

const ending = [
  'deregistering=dp_shop-v1',
  'deregister',
  'scale 0',
  '-deploymentId -removeVersionAt',
];
const endingForced = [
  'deregistering=dp_shop-v1',
  'deregister whatever runs',
  'scale 0',
  '-deploymentId',
];

const draining: Row[] = [
  {
    name: 'as long as an invocation is pinned to it, it stays',
    when: succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'pinned again after its clock had started: the clock is reset',
    when: succeeded(registered('shop-v1', due), { pinned: { 'shop-v1': 1 } }),
    then: ['-removeVersionAt'],
    state: 'Draining',
  },
  {
    name: 'unpinned work of another service goes to the latest and does not keep it',
    when: succeeded(registered('shop-v1'), { unpinned: { shop: 3 } }),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'when nothing needs it, its clock starts',
    when: succeeded(registered('shop-v1')),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'within the drain delay it is left alone',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(1) })),
    then: [],
    state: 'Drained',
    seenBefore: true,
  },
  {
    name: 'a deadline of a clock that was ahead, or of a longer delay, is set anew',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(7_200) })),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'a single look is not enough to deregister it',
    when: succeeded(registered('shop-v1', due)),
    then: [],
    state: 'Drained',
  },
  {
    name: 'seen twice: autoscaler, registration, pods, in this order',
    when: succeeded(registered('shop-v1', due, { parts: [hpa] })),
    then: [
      'remove-autoscaler',
      'deregistering=dp_shop-v1',
      'deregister',
      'scale 0',
      '-deploymentId -removeVersionAt',
    ],
    state: 'Removing',
    seenBefore: true,
  },
  {
    name: 'a run that died before it deregistered: the same again',
    when: succeeded(registered('shop-v1', { ...due, deregistering: 'dp_shop-v1' })),
    then: ['deregister', 'scale 0', '-deploymentId -removeVersionAt -deregistering'],
    seenBefore: true,
  },
  {
    name: 'a run that died after it deregistered: the pods go at once',
    when: succeeded(registered('shop-v1', { ...due, deregistering: 'dp_shop-v1' }), {
      knows: ['shop-v2'],
    }),
    then: ['scale 0', '-deploymentId -removeVersionAt -deregistering'],
    state: 'Removing',
  },
  {
    name: 'a run that died after it scaled to 0: what is left of its memory goes',
    when: succeeded(
      registered(
        'shop-v1',
        { ...due, deregistering: 'dp_shop-v1' },
        { replicas: { desired: 0, ready: 0 } },
      ),
      { knows: ['shop-v2'] },
    ),
    then: ['-deploymentId -removeVersionAt -deregistering'],
  },
  {
    name: 'a version that the server has lost is not scaled down before the drain delay',
    when: succeeded(registered('shop-v1'), { knows: ['shop-v2'] }),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'a version that a dead run registered is found by its URI',
    when: succeeded(there('shop-v1'), { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'a version that was never registered is scaled to 0',
    when: succeeded(there('shop-v1'), { knows: ['shop-v2'] }),
    then: ['scale 0'],
  },
  {
    name: 'and deleted, without a place in the history',
    when: succeeded(there('shop-v1', { replicas: { desired: 0, ready: 0 } }), {
      knows: ['shop-v2'],
    }),
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'it serves until the new version is registered',
    when: {
      desired: [v2],
      there: [registered('shop-v1', due), there('shop-v2', { notReady: 'no room' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: ['-removeVersionAt'],
    state: 'Serving',
    seenBefore: true,
  },
  {
    name: 'an older one goes meanwhile, so that there is room for the new one',
    when: {
      desired: [wanted('shop', 'v3')],
      there: [
        registered('shop-v1', due),
        registered('shop-v2'),
        there('shop-v3', { notReady: 'no room' }),
      ],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: ending,
    seenBefore: true,
  },
  {
    name: 'what was applied again and never seen as the desired one is kept from being pruned',
    when: succeeded(registered('shop-v1', {}, { main: prunable('shop-v1') }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: ['remove-marks'],
  },
  {
    name: 'the admin API can not be asked: it counts as needed',
    when: { ...succeeded(registered('shop-v1', due)), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
    seenBefore: true,
  },
  {
    name: 'while a desired object is missing, nothing is removed',
    when: { ...succeeded(registered('shop-v1', due)), desired: [v2, cart] },
    then: [],
    seenBefore: true,
  },
  {
    name: 'what stays missing for minutes does not hold back the others',
    when: {
      ...succeeded(registered('shop-v1', due)),
      desired: [v2, cart],
      previous: {
        contract: 1,
        id: 'app',
        conditions: [],
        deployments: [
          {
            name: 'cart',
            admin: 'restate',
            hash: cart.hash,
            conditions: [
              {
                type: 'Ready',
                status: 'False',
                reason: 'StillMissing',
                message: '',
                lastTransitionTime: at(-60).toISOString(),
              },
            ],
            versions: [],
          },
        ],
      },
    },
    then: ending,
    seenBefore: true,
  },
  {
    name: 'while the desired state has faults, nothing is removed',
    when: {
      ...succeeded(registered('shop-v1', due)),
      faults: ['deployments[1].uri: is not right'],
    },
    then: [],
    seenBefore: true,
  },
  {
    name: 'while the deployment is paused, nothing is removed',
    when: { ...succeeded(registered('shop-v1', due)), desired: [{ ...v2, paused: true }] },
    then: [],
    seenBefore: true,
  },
  {
    name: 'a service that the new version dropped keeps it while calls of it are waiting',
    when: succeeded(registered('shop-v1', due), {
      latest: { shop: 'shop-v2', old: 'shop-v1' },
      unpinned: { old: 1 },
    }),
    then: ['-removeVersionAt'],
    state: 'Draining',
  },
  {
    name: 'a service that the new version dropped is closed after a quiet drain delay',
    when: succeeded(registered('shop-v1', due), { latest: { shop: 'shop-v2', old: 'shop-v1' } }),
    then: ['privateServices=["old"]', 'make old private', `removeVersionAt=${at(5).toISOString()}`],
    seenBefore: true,
  },
  {
    name: 'once it is closed and still quiet, the version goes',
    when: succeeded(registered('shop-v1', { ...due, privateServices: ['old'] }), {
      latest: { shop: 'shop-v2', old: 'shop-v1' },
      private: ['old'],
    }),
    then: [
      'deregistering=dp_shop-v1',
      'deregister',
      'scale 0',
      '-deploymentId -removeVersionAt -privateServices',
    ],
    seenBefore: true,
  },
  {
    name: 'a dropped service stays open while another desired deployment, which may have it, is not registered',
    when: {
      desired: [v2, cart],
      there: [
        registered('shop-v1', due),
        registered('shop-v2'),
        there('cart-v1', { notReady: 'starting' }),
      ],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2', cart: 'shop-v1' } },
    },
    then: ['-removeVersionAt'],
    state: 'Serving',
    seenBefore: true,
  },
];

const leaving: Row[] = [
  {
    name: 'it is written down when a deployment is seen to have left',
    when: left(registered('shop-v1')),
    then: [`removedAt=${NOW.toISOString()}`],
  },
  {
    name: 'a deployment that has come back has no such time',
    when: succeeded(registered('shop-v1', removed)),
    then: ['-removedAt'],
  },
  {
    name: 'its services are closed first, since new calls would keep it for ever',
    when: left(registered('shop-v1', removed), { pinned: { 'shop-v1': 2 } }),
    then: ['privateServices=["shop"]', 'make shop private'],
  },
  {
    name: 'it drains',
    when: left(registered('shop-v1', removed), { pinned: { 'shop-v1': 2 }, private: ['shop'] }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'being the latest does not hold it back',
    when: left(registered('shop-v1', { ...removed, ...due }), { private: ['shop'] }),
    then: ending,
    seenBefore: true,
  },
  {
    name: 'renamed: it serves until the new name is registered',
    when: {
      desired: [wanted('store', 'v1')],
      there: [
        registered('shop-v1', { ...removed, ...due }),
        there('store-v1', { notReady: 'starting' }),
      ],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: ['-removeVersionAt'],
    state: 'Serving',
    seenBefore: true,
  },
  {
    name: 'a service that moved to another deployment leaves nothing behind',
    when: left(registered('shop-v1', { ...removed, ...due }), {
      latest: { cart: 'cart-v1', shop: 'cart-v1' },
    }),
    then: ending,
    seenBefore: true,
  },
  {
    name: 'it has no history',
    when: left(
      retained('shop-v1', { state: { services: ['shop'], privateServices: [], ...removed } }),
      { knows: ['cart-v1'], latest: {} },
    ),
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'an empty desired state is a valid one: all that was there drains',
    when: {
      desired: [],
      there: [registered('shop-v1', { ...removed, ...due })],
      admin: { knows: ['shop-v1'] },
    },
    then: ending,
    seenBefore: true,
  },
  {
    name: 'drain-then-force waits for its deadline',
    when: left(
      registered('shop-v1', removed, {
        deletionPolicy: { type: 'drain-then-force', afterSeconds: 61 },
      }),
      { pinned: { 'shop-v1': 1 }, private: ['shop'] },
    ),
    then: [],
    state: 'Draining',
  },
  {
    name: 'drain-then-force does not wait longer',
    when: left(
      registered('shop-v1', removed, {
        deletionPolicy: { type: 'drain-then-force', afterSeconds: 60 },
      }),
      { pinned: { 'shop-v1': 1 }, private: ['shop'] },
    ),
    then: endingForced,
  },
  {
    name: 'force does not wait at all',
    when: left(registered('shop-v1', removed, { deletionPolicy: { type: 'force' } }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: endingForced,
  },
  {
    name: 'force does not wait for an admin API that has been gone for minutes',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-180) }, FORCE)),
      admin: 'gone',
    },
    then: ['delete'],
  },
  {
    name: 'force waits for an admin API that has missed a call',
    when: { ...left(registered('shop-v1', removed, FORCE)), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'force leaves no service behind that leads nowhere, where the admin API lets nobody in',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-9_999) }, FORCE)),
      admin: { failure: 'wrong token', reason: 'Unauthorized' },
    },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'what has been told to go, and waits for a finalizer, is not told again',
    when: {
      ...left(
        there('shop-v1', {
          ...FORCE,
          main: { metadata: { name: 'shop-v1', deletionTimestamp: NOW.toISOString() } },
          state: { removedAt: at(-180), privateServices: [] },
        }),
      ),
      admin: 'gone',
    },
    then: [],
    state: 'Removing',
  },
  {
    name: 'by another URL of its admin API, it is looked for where its id is known',
    when: left(registered('shop-v1', { ...removed, ...due }, { admin: FORMER }), {
      private: ['shop'],
    }),
    then: [],
    state: 'Drained',
  },
  {
    name: 'by another URL, and with an id that nobody knows, it may be on another server',
    when: left(registered('shop-v1', { ...removed, ...due }, { admin: FORMER }), {
      knows: ['cart-v1'],
    }),
    then: [],
    state: 'Unknown',
  },
  {
    name: 'once a look has not found its id, another has to say so before its pods go',
    when: left(registered('shop-v1', { ...removed, ...due }), { knows: ['cart-v1'], latest: {} }),
    then: [],
    state: 'Drained',
  },
  {
    name: 'once two looks have not found its id, its pods go',
    when: left(registered('shop-v1', { ...removed, ...due }), { knows: ['cart-v1'], latest: {} }),
    then: ['scale 0', '-deploymentId -removeVersionAt'],
    state: 'Removing',
    seenBefore: true,
  },
  {
    name: 'a policy of the deployment means nothing while it is desired',
    when: succeeded(registered('shop-v1', {}, { deletionPolicy: { type: 'force' } }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: [],
    state: 'Draining',
  },
];

/** Its ReplicaSet was deleted by somebody else. */
const lost = registered('shop-v1', {}, { main: undefined, replicas: undefined });

const orphans: Row[] = [
  {
    name: 'nothing needs it: it is deregistered once two looks have said so',
    when: succeeded(lost),
    then: ['deregister'],
    state: 'Removing',
    seenBefore: true,
  },
  {
    name: 'a single look is not enough',
    when: succeeded(lost),
    then: [],
    state: 'Drained',
  },
  {
    name: 'with an invocation that began on it, it stays',
    when: succeeded(lost, { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
    seenBefore: true,
  },
  {
    name: 'until the next version is registered, it stays',
    when: {
      desired: [v2],
      there: [lost, there('shop-v2')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: [],
    state: 'Serving',
    seenBefore: true,
  },
  {
    name: 'it goes although it is the latest, when its deployment has left the app',
    when: left(lost),
    then: ['deregister'],
    state: 'Removing',
    seenBefore: true,
  },
  {
    name: 'when the admin API can not be asked, it is remembered',
    when: { ...succeeded(lost), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
    seenBefore: true,
  },
];

test.each(draining)('$name', check);
describe('a version whose ReplicaSet is gone', () => {
  test.each(orphans)('$name', check);
});
describe('a deployment that has left the desired state', () => {
  test.each(leaving)('$name', check);
});

function check({ when, then, state, seenBefore: seen }: Row): void {
  const memory = seen ? seenBefore('shop-v1') : {};
  expect(actionsOf(when, memory)['shop-v1'] ?? []).toEqual(then);
  if (state) expect(statesOf(when, memory)['shop-v1']).toBe(state);
}

test('a look that finds it needed starts the two looks anew', () => {
  const { removable } = plan(
    observe(succeeded(registered('shop-v1', due), { pinned: { 'shop-v1': 1 } })),
    NO_RETRY_STATE,
  );
  expect(removable).toEqual([]);
  expect(plan(observe(succeeded(registered('shop-v1', due))), NO_RETRY_STATE).removable).toEqual([
    'shop-v1',
  ]);
});

test('no sweep stays up for a version that is left alone because its deployment is paused', () => {
  const situation = succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 1 } });
  const paused = { ...situation, desired: [{ ...v2, paused: true }] };
  expect(plan(observe(situation), NO_RETRY_STATE).draining).toBe(true);
  expect(plan(observe(paused), NO_RETRY_STATE).draining).toBe(false);
});

test('the oldest versions beyond the history limit are deleted', () => {
  const situation = {
    desired: [{ ...wanted('shop', 'v5'), revisionHistoryLimit: 2 }],
    there: [
      retained('shop-v1'),
      retained('shop-v2'),
      retained('shop-v3'),
      retained('shop-v4'),
      registered('shop-v5'),
    ],
    admin: { knows: ['shop-v5'], latest: { shop: 'shop-v5' } },
  };
  expect(actionsOf(situation)).toEqual({ 'shop-v1': ['delete'], 'shop-v2': ['delete'] });
});

describe("an app that took over another's runtime id by chance", () => {
  const deployed = (name: string) => ({
    ...{ name, admin: 'restate', version: 'v1' },
    ...{ conditions: [], versions: [] },
  });
  const previous = { contract: 1, id: 'app', conditions: [], deployments: [deployed('shop')] };
  const situation: Situation = {
    ...left(registered('shop-v1', { ...removed, ...due })),
    state: { idIsDefault: true },
    previous,
  };
  const look = (when: Situation) => {
    const { statuses, steps, othersDeployments } = plan(observe(when), {
      ...NO_RETRY_STATE,
      ...seenBefore('shop-v1', 'cart-v1'),
    });
    return { statuses, steps, othersDeployments };
  };

  test('removes nothing of it', () => {
    const { statuses, steps, othersDeployments } = look(situation);
    expect(steps).toEqual([]);
    expect(othersDeployments).toEqual(['shop']);
    expect(statuses[1].versions[0].blockers?.[0]).toMatch(/give each app an id of its own/);
  });

  test('removes nothing of it after it has reported its own deployments either', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    expect(look({ ...situation, previous: after })).toMatchObject({
      steps: [],
      othersDeployments: ['shop'],
    });
  });

  test('loses nothing when the other one is applied again', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    const back = { ...situation, desired: [wanted('shop', 'v1')], previous: after };
    expect(look(back).othersDeployments).toEqual(['cart']);
    expect(look(back).steps.map(({ object }) => object)).not.toContain('cart-v1');
  });

  test('removes what it leaves out again, once it has an id of its own', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    const chosen = { ...situation, previous: after, state: { idIsDefault: false } };
    expect(look(chosen).steps.map(({ object }) => object)).toContain('shop-v1');
  });
});

test('the same URI under a newer version: only the record of the older one goes', () => {
  const lambda = (version: string) =>
    wanted('shop', version, { mode: 'Endpoint', uri: 'arn:aws:lambda:x' });
  const situation: Situation = {
    desired: [lambda('v2')],
    there: [
      registered('shop-v1', {}, { mode: 'Endpoint', uri: 'arn:aws:lambda:x', replicas: undefined }),
      registered(
        'shop-v2',
        { deploymentId: 'dp_shop-v1' },
        { mode: 'Endpoint', uri: 'arn:aws:lambda:x', replicas: undefined },
      ),
    ],
    admin: { latest: { shop: 'shop-v1' } },
  };
  const observation = observe(situation);
  const view = [...observation.admins.values()][0] as any;
  view.deployments.set('dp_shop-v1', 'arn:aws:lambda:x');
  const { steps } = plan(observation, NO_RETRY_STATE);
  expect(steps.map(({ object, actions }) => [object, actions.map(({ type }) => type)])).toEqual([
    ['shop-v1', ['delete']],
  ]);
});

test('Knative: the Route goes with the registration, the Configuration stays as history', () => {
  const configuration = {
    kind: 'configurations',
    object: { metadata: { name: 'shop-v1' } },
  } as const;
  const knative = {
    mode: 'KnativeConfiguration',
    replicas: undefined,
    parts: [configuration],
  } as const;
  expect(
    actionsOf(succeeded(registered('shop-v1', due, knative)), seenBefore('shop-v1'))['shop-v1'],
  ).toEqual(['deregistering=dp_shop-v1', 'deregister', 'delete the Route']);
  const history = there('shop-v1', { ...knative, main: undefined, uri: undefined });
  const situation = succeeded(history, { knows: ['shop-v2'] });
  expect(actionsOf(situation)).toEqual({});
  expect(statesOf(situation)['shop-v1']).toBe('Retained');
});
