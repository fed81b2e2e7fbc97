import { previous, ready, v1 } from './cases';
import type { Case } from './cases';
import { at, prunable, registered, there, wanted } from '../situation';

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
