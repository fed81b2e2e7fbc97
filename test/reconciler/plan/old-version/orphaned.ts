import { hpa, left, succeeded, v2 } from './cases';
import type { Case } from './cases';
import { registered, there } from '../situation';

/** Its ReplicaSet was deleted by somebody else. */
const lost = registered('shop-v1', {}, { main: undefined, replicas: undefined });

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
    when: left(lost),
    then: ['deregister although it is the latest'],
    state: 'Removing',
    removableFor: 3,
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
