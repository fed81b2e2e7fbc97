import { due, ending, hpa, inFiveMinutes, succeeded, cart, v2 } from './cases';
import type { Case } from './cases';
import { at, registered, there, uriOf, wanted } from '../situation';

const endpoint = { mode: 'Endpoint', uri: uriOf('shop-v1'), replicas: undefined } as const;

export const DRAINING: readonly Case[] = [
  {
    name: 'as long as an invocation is pinned to it, it stays',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'pinned again during its drain delay: the delay is stopped',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1', due), { pinned: { 'shop-v1': 1 } }),
    then: ['-removeVersionAt'],
    state: 'Draining',
  },
  {
    name: 'without a pod, since its scaler has gone on: it gets one, or it would never drain',
    rule: 'invocations need it',
    when: succeeded(
      registered('shop-v1', {}, { scaledExternally: true, replicas: { desired: 0, ready: 0 } }),
      { pinned: { 'shop-v1': 1 } },
    ),
    then: ['scale 1'],
    state: 'Draining',
  },
  {
    name: 'without a pod, which somebody took away by hand: it is left alone',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1', {}, { replicas: { desired: 0, ready: 0 } }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'unpinned work of another service goes to the latest and does not keep it',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1'), { unpinned: { shop: 3 } }),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'when nothing needs it, its drain delay starts',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1')),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'within the drain delay it is left alone',
    rule: 'drained, waits for drain delay',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(1) })),
    then: [],
    state: 'Drained',
    removableFor: 3,
  },
  {
    name: 'a deadline of a clock that was ahead, or of a longer delay, is set anew',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(7_200) })),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'a single snapshot is not enough to deregister it',
    rule: 'drained, waits for confirmation',
    when: succeeded(registered('shop-v1', due)),
    then: [],
    state: 'Drained',
  },
  {
    name: 'confirmed: autoscaler, registration, pods, in this order',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', due, { parts: [hpa] })),
    then: [
      'remove-autoscaler',
      'deregistering=dp_shop-v1',
      'deregister',
      'scale 0',
      '-deploymentId -removeVersionAt',
    ],
    state: 'Removing',
    removableFor: 3,
  },
  {
    name: 'a run that was killed before it deregistered: the same again',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', { ...due, deregistering: 'dp_shop-v1' })),
    then: ['deregister', 'scale 0', '-deploymentId -removeVersionAt -deregistering'],
    removableFor: 3,
  },
  {
    name: 'a version that an interrupted run registered is found by its URI',
    rule: 'invocations need it',
    when: succeeded(there('shop-v1'), { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'it serves until the new version is registered',
    rule: 'serves until its successor is registered',
    when: {
      desired: [v2],
      there: [registered('shop-v1', due), there('shop-v2', { notReady: 'no room' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: ['-removeVersionAt'],
    state: 'Serving',
    removableFor: 3,
  },
  {
    name: 'an older one goes meanwhile, so that there is room for the new one',
    rule: 'drained, removed',
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
    removableFor: 3,
  },
  {
    name: 'what stays missing for minutes does not hold back the others',
    rule: 'drained, removed',
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
    removableFor: 3,
  },
  {
    name: 'a service that the new version dropped keeps it while calls of it are waiting',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1', due), {
      latest: { shop: 'shop-v2', old: 'shop-v1' },
      unpinned: { old: 1 },
    }),
    then: ['-removeVersionAt'],
    state: 'Draining',
  },
  {
    name: 'a service that the new version dropped is closed after a quiet drain delay',
    rule: 'drained, dropped services made private',
    when: succeeded(registered('shop-v1', due), { latest: { shop: 'shop-v2', old: 'shop-v1' } }),
    then: ['privateServices=["old"]', 'make old private', `removeVersionAt=${at(5).toISOString()}`],
    removableFor: 3,
  },
  {
    name: 'once it is closed and still quiet, the version goes',
    rule: 'drained, removed',
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
    removableFor: 3,
  },
  {
    name: 'a dropped service stays open while another desired deployment, which may have it, is not registered',
    rule: 'serves until its successor is registered',
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
    removableFor: 3,
  },
  {
    name: 'nothing is removed before two snapshots are 3 s apart',
    rule: 'drained, waits for confirmation',
    when: succeeded(registered('shop-v1', due)),
    then: [],
    state: 'Drained',
    removableFor: 2.9,
  },
  {
    name: 'the drain delay is over at its very end',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(0) })),
    then: ending,
    removableFor: 3,
  },
  {
    name: 'a wait for services that were made private may be longer than the drain delay',
    rule: 'drained, waits for drain delay',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(305) })),
    then: [],
  },
  {
    name: 'a deadline that is further away than any wait can be is set anew',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(305.001) })),
    then: [inFiveMinutes],
  },
  {
    name: 'the drain delay of the desired version counts',
    rule: 'drained, drain delay starts',
    when: {
      ...succeeded(registered('shop-v1')),
      desired: [{ ...v2, drainDelaySeconds: 60 }],
    },
    then: [`removeVersionAt=${at(60).toISOString()}`],
  },
  {
    name: 'a drain delay that nobody has written down is five minutes',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1', {}, { drainDelaySeconds: undefined })),
    then: [inFiveMinutes],
  },
  {
    name: 'a drain delay beyond the end of time is 100 years',
    rule: 'drained, drain delay starts',
    when: succeeded(registered('shop-v1', {}, { drainDelaySeconds: 1e15 })),
    then: [`removeVersionAt=${at(100 * 365 * 86_400).toISOString()}`],
  },
  {
    name: 'a dropped service that somebody has made public again is made private again',
    rule: 'drained, dropped services made private',
    when: succeeded(registered('shop-v1', { ...due, privateServices: ['old'] }), {
      latest: { shop: 'shop-v2', old: 'shop-v1' },
    }),
    then: ['make old private', `removeVersionAt=${at(5).toISOString()}`],
    removableFor: 3,
  },
  {
    name: 'an older run that began to deregister another id does not count',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', { ...due, deregistering: 'dp_older' })),
    then: [
      'deregistering=dp_shop-v1',
      'deregister',
      'scale 0',
      '-deploymentId -removeVersionAt -deregistering',
    ],
    removableFor: 3,
  },
  {
    name: 'the same URI under a newer version: only the record of the older one goes',
    rule: 'registered for a desired version',
    when: {
      desired: [wanted('shop', 'v2', endpoint)],
      there: [
        registered('shop-v1', {}, endpoint),
        registered('shop-v2', { deploymentId: 'dp_shop-v1' }, endpoint),
      ],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'its id is what counts, where its URI has changed',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1', {}, { uri: undefined }), { pinned: { 'shop-v1': 1 } }),
    then: [],
  },
  {
    name: 'a paused deployment that is registered does not hold back the others',
    rule: 'drained, dropped services made private',
    when: {
      desired: [v2, { ...cart, paused: true }],
      there: [registered('shop-v1', due), registered('shop-v2'), registered('cart-v1')],
      admin: {
        knows: ['shop-v1', 'shop-v2', 'cart-v1'],
        latest: { shop: 'shop-v2', cart: 'cart-v1', old: 'shop-v1' },
      },
    },
    then: ['privateServices=["old"]', 'make old private', `removeVersionAt=${at(5).toISOString()}`],
  },
  {
    name: 'a paused deployment that is not registered holds back the others',
    rule: 'serves until its successor is registered',
    when: {
      desired: [v2, { ...cart, paused: true }],
      there: [registered('shop-v1'), registered('shop-v2'), registered('cart-v1')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2', old: 'shop-v1' } },
    },
    then: [],
  },
];
