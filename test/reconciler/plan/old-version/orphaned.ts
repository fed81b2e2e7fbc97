import { hpa, left, succeeded, v2 } from './cases';
import type { Case } from './cases';
import type { DeletionPolicy } from '../../../../src/contract';
import { at, registered, there } from '../situation';

/** Its ReplicaSet was deleted by somebody else. */
const LOST = { main: undefined, replicas: undefined };
const lost = registered('shop-v1', {}, LOST);

const AFTER_A_MINUTE = { type: 'drain-then-force', afterSeconds: 60 } as const;

/** The same, as the status remembers it so many seconds after its deployment has left. */
function leaving(removalPolicy: DeletionPolicy, seconds = 60) {
  return registered('shop-v1', { removedAt: at(-seconds), removalPolicy }, LOST);
}

export const ORPHANED: readonly Case[] = [
  {
    name: 'nothing needs it: it is deregistered once two snapshots have said so',
    rule: 'ReplicaSet deleted, deregistered',
    when: succeeded(lost),
    then: ['deregister although it is the latest'],
    state: 'Removing',
    removableFor: 3,
  },
  {
    name: 'a single snapshot is not enough',
    rule: 'ReplicaSet deleted, waits for confirmation',
    when: succeeded(lost),
    then: [],
    state: 'Drained',
  },
  {
    name: 'with an invocation that began on it, it stays',
    rule: 'invocations need it',
    when: succeeded(lost, { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
    removableFor: 3,
  },
  {
    name: 'until the next version is registered, it stays',
    rule: 'serves until its successor is registered',
    when: {
      desired: [v2],
      there: [lost, there('shop-v2')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: [],
    state: 'Serving',
    removableFor: 3,
  },
  {
    name: 'it goes although it is the latest, when its deployment has left the app',
    rule: 'ReplicaSet deleted, deregistered',
    when: left(leaving({ type: 'drain' })),
    then: ['deregister although it is the latest'],
    state: 'Removing',
    removableFor: 3,
  },
  {
    name: 'when its deployment leaves the app, the status tells since when',
    rule: 'left the desired state',
    when: left(lost),
    then: [],
    state: 'Draining',
  },
  {
    name: 'with an invocation that began on it, it goes once its policy forces it, as one with a ReplicaSet does',
    rule: 'forced',
    when: left(leaving(AFTER_A_MINUTE, 61), { pinned: { 'shop-v1': 1 } }),
    then: ['deregister whatever runs'],
    state: 'Removing',
  },
  {
    name: 'until then it stays',
    rule: 'invocations need it',
    when: left(leaving(AFTER_A_MINUTE, 59), { pinned: { 'shop-v1': 1 } }),
    then: [],
    state: 'Draining',
  },
  {
    name: 'while the admin API cannot be reached, it is remembered',
    rule: 'admin API unreachable',
    when: { ...succeeded(lost), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
    removableFor: 3,
  },
  {
    name: 'with its autoscaler left, that goes first',
    rule: 'ReplicaSet deleted, deregistered',
    when: succeeded({ ...lost, parts: [hpa] }),
    then: ['remove-autoscaler', 'deregister although it is the latest'],
    removableFor: 3,
  },
];
