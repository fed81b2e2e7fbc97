import { due, succeeded } from './cases';
import type { Case } from './cases';
import { at, registered, there } from '../situation';

const knative = {
  mode: 'KnativeConfiguration',
  replicas: undefined,
  parts: [{ kind: 'configurations', object: { metadata: { name: 'shop-v1' } } }],
} as const;
const goingAway = { metadata: { name: 'shop-v1', deletionTimestamp: at(-1).toISOString() } };

export const KNATIVE: readonly Case[] = [
  {
    name: 'the Route goes with the registration, and the Configuration stays',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', due, knative)),
    then: ['deregistering=dp_shop-v1', 'deregister', 'delete the Route'],
    removableFor: 3,
  },
  {
    name: 'a Route that is being deleted is not deleted again',
    rule: 'not registered, cleaned up',
    when: succeeded(there('shop-v1', { ...knative, main: goingAway }), { knows: ['shop-v2'] }),
    then: [],
    state: 'Removing',
  },
  {
    name: 'a Configuration without its Route is the history of the version',
    rule: 'not registered, at rest',
    when: succeeded(there('shop-v1', { ...knative, main: undefined, uri: undefined }), {
      knows: ['shop-v2'],
    }),
    then: [],
    state: 'Retained',
  },
  {
    name: 'a Route that somebody else is deleting is deregistered all the same',
    rule: 'drained, removed',
    when: succeeded(registered('shop-v1', due, { ...knative, main: goingAway })),
    then: ['deregistering=dp_shop-v1', 'deregister'],
    removableFor: 3,
  },
];
