import {
  cart,
  due,
  ending,
  endingForced,
  FORCE,
  FORMER,
  left,
  removed,
  succeeded,
  v2,
} from './cases';
import type { Case } from './cases';
import type { VersionMemory } from '../../../../src/reconciler/observe/observation';
import { previous } from '../desired-version/cases';
import { at, NOW, registered, retained, there, uriOf, wanted } from '../situation';
import type { Situation } from '../situation';

export const LEAVING: readonly Case[] = [
  {
    name: 'the time at which a deployment has left is recorded',
    rule: 'left the desired state',
    when: left(registered('shop-v1')),
    then: [`removedAt=${NOW.toISOString()} removalPolicy=drain`],
  },
  {
    name: 'a deployment that has come back has no such time',
    rule: 'returned to the desired state',
    when: succeeded(registered('shop-v1', removed)),
    then: ['-removedAt'],
  },
  {
    name: 'a paused deployment that has come back has no such time either',
    rule: 'returned to the desired state',
    when: { ...succeeded(registered('shop-v1', removed)), desired: [{ ...v2, paused: true }] },
    then: ['-removedAt'],
  },
  {
    name: 'a deadline counts from the second removal, although no run could forget the first',
    rule: 'left the desired state',
    when: {
      ...left(registered('shop-v1', removed, FORCE), { pinned: { 'shop-v1': 1 } }),
      previous: previous({ version: 'v1' }),
      desiredSince: at(-30),
    },
    then: [`removedAt=${NOW.toISOString()} removalPolicy=force`],
  },
  {
    name: 'where the clock was put back, a removal is not older than its desired state, so that it is recorded once',
    rule: 'left the desired state',
    when: {
      ...left(registered('shop-v1', {}, FORCE), { pinned: { 'shop-v1': 1 } }),
      previous: previous({ version: 'v1' }),
      desiredSince: at(30),
    },
    then: [`removedAt=${at(30).toISOString()} removalPolicy=force`],
  },
  {
    name: 'the time of a removal is recorded once, although the status does not show it yet',
    rule: 'forced',
    when: {
      ...left(registered('shop-v1', removed, FORCE), { pinned: { 'shop-v1': 1 } }),
      previous: previous({ version: 'v1' }),
      desiredSince: at(-90),
    },
    then: endingForced,
  },
  {
    name: 'another change of the desired state does not prolong a removal',
    rule: 'forced',
    when: {
      ...left(registered('shop-v1', removed, FORCE), { pinned: { 'shop-v1': 1 } }),
      previous: previous({ version: undefined }),
      desiredSince: at(-30),
    },
    then: endingForced,
  },
  {
    name: 'its services are closed first, since new calls would keep it for ever',
    rule: 'left the desired state, services made private',
    when: left(registered('shop-v1', removed), { pinned: { 'shop-v1': 2 } }),
    then: ['privateServices=["shop"]', 'make shop private'],
  },
  {
    name: 'it drains',
    rule: 'invocations need it',
    when: left(registered('shop-v1', removed), { pinned: { 'shop-v1': 2 }, private: ['shop'] }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'being the latest does not hold it back',
    rule: 'drained, removed',
    when: left(registered('shop-v1', { ...removed, ...due }), { private: ['shop'] }),
    then: ending,
    removableFor: 3,
  },
  {
    name: 'the latest is deregistered after the older versions, or the server would fall back to these',
    rule: 'due, older versions of its services go first',
    when: leftTogether({ ...removed, ...due }),
    then: [],
    state: 'Drained',
    removableFor: 3,
  },
  {
    name: 'that holds for a removal by force as well',
    rule: 'due, older versions of its services go first',
    when: leftTogether({ ...removed, removalPolicy: { type: 'force' } }),
    then: [],
  },
  {
    name: 'an older version goes first also while it is the latest for a service of its own alone',
    rule: 'due, older versions of its services go first',
    when: {
      desired: [cart],
      there: [
        registered('shop-v1', { ...removed, ...due }),
        registered('stock-v1', { ...removed, services: ['shop', 'stock'] }),
        registered('cart-v1'),
      ],
      admin: {
        knows: ['shop-v1', 'stock-v1', 'cart-v1'],
        latest: { cart: 'cart-v1', shop: 'shop-v1', stock: 'stock-v1' },
        private: ['shop', 'stock'],
      },
    },
    then: [],
    state: 'Drained',
    removableFor: 3,
  },
  {
    name: 'what drains still, closes its services first all the same',
    rule: 'left the desired state, services made private',
    when: leftTogether(removed, { private: [] }),
    then: ['privateServices=["shop"]', 'make shop private'],
  },
  {
    name: 'renamed: it serves until the new name is registered',
    rule: 'serves until its successor is registered',
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
    removableFor: 3,
  },
  {
    name: 'a service that moved to another deployment leaves nothing behind',
    rule: 'drained, removed',
    when: left(registered('shop-v1', { ...removed, ...due }), {
      latest: { cart: 'cart-v1', shop: 'cart-v1' },
    }),
    then: ending,
    removableFor: 3,
  },
  {
    name: 'it has no history',
    rule: 'beyond the history limit',
    when: left(
      retained('shop-v1', { state: { services: ['shop'], privateServices: [], ...removed } }),
      { knows: ['cart-v1'], latest: {} },
    ),
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'an empty desired state is a valid one: all that was there drains',
    rule: 'drained, removed',
    when: {
      desired: [],
      there: [registered('shop-v1', { ...removed, ...due })],
      admin: { knows: ['shop-v1'] },
    },
    then: ending,
    removableFor: 3,
  },
  {
    name: 'drain-then-force waits for its deadline',
    rule: 'invocations need it',
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
    rule: 'forced',
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
    rule: 'forced',
    when: left(registered('shop-v1', removed, { deletionPolicy: { type: 'force' } }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: endingForced,
  },
  {
    name: 'force does not wait for an admin API that has been gone for minutes',
    rule: 'forced, admin API gone',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-180) }, FORCE)),
      admin: 'gone',
    },
    then: ['delete'],
  },
  {
    name: 'force that is long overdue waits two minutes for an admin API that has missed a call',
    rule: 'admin API unreachable',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-9_999) }, FORCE)),
      admin: { failure: 'no answer within 5 s', since: at(-119).getTime() },
    },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'force that is long overdue waits for an admin API that this process did not ask',
    rule: 'admin API unreachable',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-9_999) }, FORCE)),
      admin: { failure: 'the admin API was not queried' },
    },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'force waits for an admin API that has missed a call',
    rule: 'admin API unreachable',
    when: { ...left(registered('shop-v1', removed, FORCE)), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'force leaves no service behind that leads nowhere, where the admin API lets nobody in',
    rule: 'admin API unreachable',
    when: {
      ...left(registered('shop-v1', { removedAt: at(-9_999) }, FORCE)),
      admin: { failure: 'wrong token', reason: 'Unauthorized' },
    },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'what is being deleted, and waits for a finalizer, is not deleted again',
    rule: 'forced, admin API gone',
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
    rule: 'drained, waits for confirmation',
    when: left(registered('shop-v1', { ...removed, ...due }, { admin: FORMER }), {
      private: ['shop'],
    }),
    then: [],
    state: 'Drained',
  },
  {
    name: 'by another URL, and with an id that nobody knows, it may be on another server',
    rule: 'admin API unreachable',
    when: left(registered('shop-v1', { ...removed, ...due }, { admin: FORMER }), {
      knows: ['cart-v1'],
    }),
    then: [],
    state: 'Unknown',
  },
  {
    name: 'an id that a single snapshot has not found is not enough',
    rule: 'unknown to the admin API, waits for confirmation',
    when: left(registered('shop-v1', { ...removed, ...due }), { knows: ['cart-v1'], latest: {} }),
    then: [],
    state: 'Drained',
  },
  {
    name: 'once two snapshots have not found its id, its pods go',
    rule: 'unknown to the admin API, cleaned up',
    when: left(registered('shop-v1', { ...removed, ...due }), { knows: ['cart-v1'], latest: {} }),
    then: ['scale 0', '-deploymentId -removeVersionAt'],
    state: 'Removing',
    removableFor: 3,
  },
  {
    name: 'what is public again with the next version is forgotten',
    rule: 'its services are public again',
    when: succeeded(registered('shop-v1', { privateServices: ['shop'] })),
    then: ['-privateServices'],
  },
  {
    name: 'what it made private is forgotten only once it is public',
    rule: 'registered for a desired version, its services still private',
    when: {
      desired: [{ ...cart, mode: 'Endpoint', uri: uriOf('shop-v1') }],
      there: [
        registered('shop-v1', { ...removed, privateServices: ['shop'] }, { mode: 'Endpoint' }),
        registered('cart-v1', { deploymentId: 'dp_shop-v1', services: ['shop'] }),
      ],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] },
    },
    then: [],
    state: 'Removing',
  },
  {
    name: 'a policy of the deployment means nothing while it is desired',
    rule: 'invocations need it',
    when: succeeded(registered('shop-v1', {}, { deletionPolicy: { type: 'force' } }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'force waits two minutes for an admin API that does not answer',
    rule: 'admin API unreachable',
    when: { ...left(registered('shop-v1', { removedAt: at(-119.9) }, FORCE)), admin: 'gone' },
    then: [],
    state: 'Unknown',
  },
  {
    name: 'force waits no longer than two minutes for an admin API that does not answer',
    rule: 'forced, admin API gone',
    when: { ...left(registered('shop-v1', { removedAt: at(-120) }, FORCE)), admin: 'gone' },
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'a version that nobody has given a deletion policy drains',
    rule: 'invocations need it',
    when: left(registered('shop-v1', removed, { deletionPolicy: undefined }), {
      pinned: { 'shop-v1': 1 },
      private: ['shop'],
    }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'its services stay private while it drains, recorded once',
    rule: 'left the desired state, services made private',
    when: left(registered('shop-v1', { ...removed, privateServices: ['shop'] })),
    then: ['make shop private'],
  },
  {
    name: 'what is only partly being deleted is deleted again',
    rule: 'forced, admin API gone',
    when: {
      ...left(
        there('shop-v1', {
          ...FORCE,
          main: { metadata: { name: 'shop-v1', deletionTimestamp: NOW.toISOString() } },
          state: { removedAt: at(-180), privateServices: [] },
          mode: 'KnativeConfiguration',
          parts: [{ kind: 'configurations', object: { metadata: { name: 'shop-v1' } } }],
        }),
      ),
      admin: 'gone',
    },
    then: ['delete'],
  },
];

/** v1 is the latest again after a roll back, and v2 is registered still. */
function leftTogether(
  state: Partial<VersionMemory>,
  admin: object = { private: ['shop'] },
): Situation {
  return {
    desired: [],
    there: [registered('shop-v1', state), registered('shop-v2', { ...removed, ...due })],
    admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v1' }, ...admin },
  };
}
