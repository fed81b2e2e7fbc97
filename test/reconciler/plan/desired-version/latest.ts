import { previous, ready, v1 } from './cases';
import type { Case } from './cases';
import { at, prunable, registered, there, uriOf, wanted } from '../situation';

const ENDPOINT = { mode: 'Endpoint', replicas: undefined, uri: uriOf('cart-v1') } as const;

function endpoint(name: string) {
  return wanted(name, 'v1', { mode: 'Endpoint', uri: uriOf('cart-v1') });
}

/** Of the removal that made the service private. */
const closedBefore = previous({
  versions: [
    {
      ...{ version: 'v1', object: 'shop-v1', mode: 'ReplicaSet', state: 'Draining' as const },
      ...{ deploymentId: 'dp_shop-v1', privateServices: ['shop'] },
    },
  ],
});

/** What is registered. */
export const LATEST: readonly Case[] = [
  {
    name: 'nothing is done for what is registered and the latest',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v1': 'Latest' },
  },
  {
    name: 'registered by a run that was killed: found by its URI',
    rules: { 'shop-v1': 'registered by an interrupted run, adopted' },
    when: {
      desired: [v1],
      there: [there('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['inspect'] },
  },
  {
    name: 'a version that is back before its services were deleted gets them public again',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', { privateServices: ['shop'] })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] },
    },
    then: { 'shop-v1': ['make shop public', '-privateServices'] },
  },
  {
    name: 'its services get public again although its ReplicaSet was made again, and with it the note was lost',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] },
      previous: closedBefore,
    },
    then: { 'shop-v1': ['make shop public'] },
  },
  {
    name: 'what somebody has made private stays private',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] },
    },
    then: {},
  },
  {
    name: 'what a removal made private is public again with another version of the deployment',
    rules: { 'shop-v2': 'registered', 'shop-v1': 'drained, drain delay starts' },
    when: {
      desired: [wanted('shop', 'v2')],
      there: [registered('shop-v1', { privateServices: ['shop'] }), registered('shop-v2')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' }, private: ['shop'] },
    },
    then: {
      'shop-v2': ['make shop public'],
      'shop-v1': [`removeVersionAt=${at(300).toISOString()}`],
    },
  },
  {
    name: 'once it is public again, the note on the older version goes: it may be made private by hand',
    rules: { 'shop-v2': 'registered', 'shop-v1': 'its services are public again' },
    when: {
      desired: [wanted('shop', 'v2')],
      there: [registered('shop-v1', { privateServices: ['shop'] }), registered('shop-v2')],
      admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['-privateServices'] },
  },
  {
    name: 'two deployments of one URI: the record with the note stays until its services are public',
    rules: {
      'mail-v1': 'registered',
      'cart-v1': 'registered for a desired version, its services still private',
    },
    when: {
      desired: [endpoint('mail')],
      there: [
        registered('mail-v1', { deploymentId: 'dp_cart-v1', services: ['cart'] }, ENDPOINT),
        registered('cart-v1', { privateServices: ['cart'], removedAt: at(-60) }, ENDPOINT),
      ],
      admin: { knows: ['cart-v1'], latest: { cart: 'cart-v1' }, private: ['cart'] },
    },
    then: { 'mail-v1': ['make cart public'] },
  },
  {
    name: 'two deployments of one URI: the record goes once its services are public',
    rules: { 'mail-v1': 'registered', 'cart-v1': 'registered for a desired version' },
    when: {
      desired: [endpoint('mail')],
      there: [
        registered('mail-v1', { deploymentId: 'dp_cart-v1', services: ['cart'] }, ENDPOINT),
        registered('cart-v1', { privateServices: ['cart'], removedAt: at(-60) }, ENDPOINT),
      ],
      admin: { knows: ['cart-v1'], latest: { cart: 'cart-v1' } },
    },
    then: { 'cart-v1': ['delete'] },
  },
  {
    name: 'a version that the operator registered is adopted as it is',
    rules: { 'shop-v1': 'registered by the operator, adopted' },
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
    rules: { 'shop-v1': 'registered', 'cart-v1': 'registered' },
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
    rules: { 'shop-v1': 'registered' },
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
    name: 'and again when it was applied again',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', {}, { main: prunable('shop-v1') })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['remove-marks'] },
  },
  {
    name: 'pods that are not ready do not keep what is registered from being the latest',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', {}, { notReady: '0 of 1 pods are available' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
  },
  {
    name: 'services that somebody has made public already are only forgotten',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', { privateServices: ['shop'] })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['-privateServices'] },
  },
  {
    name: 'a version that came back after it had left has no such time any more',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', { removedAt: at(-60) })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['-removedAt'] },
  },
];
