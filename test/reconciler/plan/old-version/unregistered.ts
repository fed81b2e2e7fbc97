import { due, FORCE, hpa, inFiveMinutes, left, removed, succeeded } from './cases';
import type { Case } from './cases';
import type { ObservedPart } from '../../../../src/reconciler/observe/observation';
import { at, prunable, registered, retained, there } from '../situation';

const service = { kind: 'services', object: { metadata: { name: 'shop-v1' } } } as const;

/** A part of a version whose ReplicaSet is deleted. */
function leftover(part: ObservedPart) {
  return there('shop-v1', { main: undefined, replicas: undefined, uri: undefined, parts: [part] });
}

export const UNREGISTERED: readonly Case[] = [
  {
    name: "the operator's version of which no server that is asked knows the id stays: it may be another's",
    rule: 'unknown to the admin API, and of no admin API on record',
    when: succeeded(registered('shop-v1', due, { admin: undefined }), { knows: ['shop-v2'] }),
    then: [],
    state: 'Unknown',
    removableFor: 99,
  },
  {
    name: 'it stays also where the manifest has moved it to a server that never registered it',
    rule: 'unknown to the admin API, and of no admin API on record',
    when: succeeded(registered('shop-v1', { ...due, registeredWith: undefined }), {
      knows: ['shop-v2'],
    }),
    then: [],
    state: 'Unknown',
    removableFor: 99,
  },
  {
    name: 'a run that was killed after it deregistered: the pods go at once',
    rule: 'not registered, cleaned up',
    when: succeeded(registered('shop-v1', { ...due, deregistering: 'dp_shop-v1' }), {
      knows: ['shop-v2'],
    }),
    then: ['scale 0', '-deploymentId -removeVersionAt -deregistering'],
    state: 'Removing',
  },
  {
    name: 'a run that was killed after it scaled to 0: what is left of its annotations goes',
    rule: 'not registered, cleaned up',
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
    rule: 'unknown to the admin API, drain delay starts',
    when: succeeded(registered('shop-v1'), { knows: ['shop-v2'] }),
    then: [inFiveMinutes],
    state: 'Drained',
  },
  {
    name: 'a version that was never registered is scaled to 0',
    rule: 'not registered, cleaned up',
    when: succeeded(there('shop-v1'), { knows: ['shop-v2'] }),
    then: ['scale 0'],
  },
  {
    name: 'and deleted, without a place in the history',
    rule: 'beyond the history limit',
    when: succeeded(there('shop-v1', { replicas: { desired: 0, ready: 0 } }), {
      knows: ['shop-v2'],
    }),
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'what this runtime has deregistered is kept at rest, for a roll back',
    rule: 'not registered, at rest',
    when: succeeded(retained('shop-v1'), { knows: ['shop-v2'] }),
    then: [],
    state: 'Retained',
  },
  {
    name: 'within the drain delay, a version that the server has lost is left alone',
    rule: 'unknown to the admin API, waits for drain delay',
    when: succeeded(registered('shop-v1', { removeVersionAt: at(1) }), { knows: ['shop-v2'] }),
    then: [],
    state: 'Drained',
    removableFor: 3,
  },
  {
    name: 'a deregistration under another id is not the one that the server has lost',
    rule: 'unknown to the admin API, drain delay starts',
    when: succeeded(registered('shop-v1', { deregistering: 'dp_older' }), { knows: ['shop-v2'] }),
    then: [inFiveMinutes],
  },
  {
    name: 'an id that a single snapshot has not found is not enough',
    rule: 'unknown to the admin API, waits for confirmation',
    when: succeeded(registered('shop-v1', due), { knows: ['shop-v2'] }),
    then: [],
    removableFor: 2.9,
  },
  {
    name: 'an autoscaler that a removal has left behind is deleted while the admin API is down',
    rule: 'not registered, cleaned up',
    when: { ...succeeded(leftover(hpa)), admin: 'no answer' },
    then: ['remove-autoscaler'],
    state: 'Removing',
  },
  {
    name: 'a Service that a removal has left behind is deleted while the admin API is down',
    rule: 'beyond the history limit',
    when: { ...succeeded(leftover(service)), admin: 'no answer' },
    then: ['delete'],
    state: 'Removing',
  },
  {
    name: 'a Service that a removal has left behind is deleted, and not kept from being pruned',
    rule: 'beyond the history limit',
    when: succeeded(leftover({ kind: 'services', object: prunable('shop-v1') })),
    then: ['delete'],
  },
  {
    name: 'what is left behind of a deployment that has left needs no record of that',
    rule: 'beyond the history limit',
    when: left(leftover(service)),
    then: ['delete'],
  },
  {
    name: 'forced, and not known to the server: it goes without a drain delay',
    rule: 'not registered, cleaned up',
    when: left(registered('shop-v1', removed, FORCE), { knows: ['cart-v1'] }),
    then: ['scale 0', '-deploymentId'],
    state: 'Removing',
  },
];
