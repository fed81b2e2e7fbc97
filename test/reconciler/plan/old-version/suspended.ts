import { cart, due, succeeded, v2 } from './cases';
import type { Case } from './cases';
import { prunable, registered, retained } from '../situation';

/** Nothing of it is removed for now. */
export const SUSPENDED: readonly Case[] = [
  {
    name: 'what was applied again between two runs is kept from being pruned',
    rule: 'kubectl could prune it',
    when: succeeded(registered('shop-v1', {}, { main: prunable('shop-v1') }), {
      pinned: { 'shop-v1': 1 },
    }),
    then: ['remove-marks'],
  },
  {
    name: 'the admin API cannot be reached: it counts as needed',
    rule: 'admin API unreachable',
    when: { ...succeeded(registered('shop-v1', due)), admin: 'no answer within 5 s' },
    then: [],
    state: 'Unknown',
    removableFor: 3,
  },
  {
    name: 'while a desired object is missing, nothing is removed',
    rule: 'removals suspended',
    when: { ...succeeded(registered('shop-v1', due)), desired: [v2, cart] },
    then: [],
    removableFor: 3,
  },
  {
    name: 'while the desired state has faults, nothing is removed',
    rule: 'removals suspended',
    when: {
      ...succeeded(registered('shop-v1', due)),
      faults: ['deployments[1].uri: is not right'],
    },
    then: [],
    removableFor: 3,
  },
  {
    name: 'while the deployment is paused, nothing is removed',
    rule: 'paused',
    when: { ...succeeded(registered('shop-v1', due)), desired: [{ ...v2, paused: true }] },
    then: [],
    removableFor: 3,
  },
  {
    name: 'a version at rest is kept while the desired state has faults, whatever the history limit',
    rule: 'removals suspended, at rest',
    when: {
      ...succeeded(retained('shop-v1')),
      desired: [{ ...v2, revisionHistoryLimit: 0 }],
      faults: ['deployments[1].uri: is not right'],
    },
    then: [],
    state: 'Retained',
  },
];
