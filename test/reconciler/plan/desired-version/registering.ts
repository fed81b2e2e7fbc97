import { failed, previous, ready, v1 } from './cases';
import type { Case } from './cases';
import { at, prunable, registered, there, wanted } from '../situation';

/** What is not registered as it is desired. */
export const REGISTERING: readonly Case[] = [
  {
    name: 'ready pods are registered, without force',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [v1], there: [there('shop-v1')] },
    then: { 'shop-v1': ['register'] },
    states: { 'shop-v1': 'Registering' },
  },
  {
    name: 'breaking changes that are wanted are registered by force, as servers before 1.6 need it',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [{ ...v1, breaking: true }], there: [there('shop-v1')] },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'rolled back while the version still drains: taken back from the newer one',
    rules: { 'shop-v1': 'registered now', 'shop-v2': 'serves until its successor is registered' },
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
    rules: { 'shop-v1': 'registered now', 'shop-v2': 'serves until its successor is registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', { removeVersionAt: at(100) }), registered('shop-v2')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['-removeVersionAt', 'register by force'] },
  },
  {
    name: 'rolled back in the middle of its removal: nothing of that is left',
    rules: { 'shop-v1': 'registered now', 'shop-v2': 'serves until its successor is registered' },
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
    name: 'somebody deleted the deployment by hand: it is registered again',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [v1], there: [registered('shop-v1')], admin: {} },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'what the server has to discover again is registered by force',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, discoveryHash: 'other headers' }],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'a service that somebody else had before this desired state is taken back',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1', 'laptop'], latest: { shop: 'laptop' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'a newer version whose objects were deleted by hand is known by its URI',
    rules: { 'shop-v1': 'registered now' },
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
    rules: { 'shop-v1': 'refused for good' },
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      previous: previous({ conditions: ready('BreakingChange') }),
    },
    then: {},
  },
  {
    name: 'nor while one of those that it was refused for is the latest',
    rules: { 'shop-v1': 'refused for good' },
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      admin: { knows: ['other-v1'], latest: { shop: 'other-v1' } },
      previous: previous({
        conditions: ready('BreakingChange'),
        refusedFor: ['dp_gone', 'dp_other-v1'],
      }),
    },
    then: {},
  },
  {
    name: 'once those that it was refused for are gone, it is tried again',
    rules: { 'shop-v1': 'failed, retried now' },
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      previous: previous({
        conditions: ready('BreakingChange'),
        refusedFor: ['dp_gone'],
      }),
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'another desired state of the same version is tried again',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, hash: 'other' }],
      there: [there('shop-v1')],
      previous: previous({ conditions: ready('BreakingChange') }),
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'an endpoint is recorded before it is registered',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [{ ...v1, mode: 'Endpoint' }], there: [] },
    then: { 'shop-v1': ['record-endpoint', 'register'] },
  },
  {
    name: 'what kubectl would prune by is removed before the version is registered',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [v1], there: [there('shop-v1', { main: prunable('shop-v1') })] },
    then: { 'shop-v1': ['remove-marks', 'register'] },
  },
  {
    name: 'a registration that failed waits for its next attempt',
    rules: { 'shop-v1': 'failed, waits to retry' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: failed({ notBefore: at(0.001).getTime() }),
    then: {},
  },
  {
    name: 'a registration that failed is tried again when it is due',
    rules: { 'shop-v1': 'failed, retried now' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: failed({ notBefore: at(0).getTime() }),
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'a failure of another desired state does not count',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: failed({ hash: 'another', notBefore: at(5).getTime() }),
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'what this run has been refused for good is not tried again',
    rules: { 'shop-v1': 'refused for good' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: failed({ final: true }),
    then: {},
  },
  {
    name: 'a new Job tries once more what was refused for good',
    rules: { 'shop-v1': 'failed, retried now' },
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      previous: previous({ conditions: ready('BreakingChange') }),
    },
    retryState: { retry: 'shop' },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: "another deployment's Job does not try what was refused for good",
    rules: { 'shop-v1': 'refused for good' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: { ...failed({ final: true }), retry: 'cart' },
    then: {},
  },
  {
    name: 'a registration that is under way is not started a second time',
    rules: { 'shop-v1': 'registration under way' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: { registering: new Set(['shop']) },
    then: {},
  },
  {
    name: 'a registration of another deployment holds nothing back',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [v1], there: [there('shop-v1')] },
    retryState: { registering: new Set(['cart']) },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'Knative: what has no URL yet is not registered',
    rules: { 'shop-v1': 'registration under way' },
    when: {
      desired: [{ ...v1, mode: 'KnativeConfiguration', uri: undefined }],
      there: [there('shop-v1', { mode: 'KnativeConfiguration', uri: undefined })],
    },
    then: {},
  },
  {
    name: 'Knative: what stands behind a known URL may have changed, and is discovered again',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, mode: 'KnativeConfiguration', uri: undefined }],
      there: [there('shop-v1', { mode: 'KnativeConfiguration' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
  {
    name: 'an id that now stands for another URI is not the one of this version',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', { deploymentId: 'dp_laptop' })],
      admin: { knows: ['laptop'], latest: { shop: 'laptop' } },
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'a service of a stranger is taken over, whatever else is desired',
    rules: { 'shop-v1': 'registered now', 'cart-v1': 'registered' },
    when: {
      desired: [v1, wanted('cart', 'v1')],
      there: [registered('shop-v1'), registered('cart-v1')],
      admin: { knows: ['shop-v1', 'cart-v1'], latest: { shop: 'laptop', cart: 'cart-v1' } },
    },
    then: { 'shop-v1': ['register by force'] },
  },
];
