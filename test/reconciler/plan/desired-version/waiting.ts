import { previous, ready, v1 } from './cases';
import type { Case } from './cases';
import { at, prunable, registered, retained, there, wanted } from '../situation';

const gate = { job: 'shop-v1-gate-0' };
const gateJob = { group: 'batch', version: 'v1', resource: 'jobs', kind: 'Job', name: gate.job };

/** What can be neither registered nor left to serve yet. */
export const WAITING: readonly Case[] = [
  {
    name: 'nothing is done as long as its pods are not ready',
    rules: { 'shop-v1': 'not ready' },
    when: { desired: [v1], there: [there('shop-v1', { notReady: '0 of 1 pods are available' })] },
    then: {},
    states: { 'shop-v1': 'Starting' },
  },
  {
    name: 'rolled back to a version that was kept at 0: its replicas first, if the manifest did not bring them',
    rules: {
      'shop-v1': 'replicas being restored',
      'shop-v2': 'serves until its successor is registered',
    },
    when: {
      desired: [{ ...v1, replicas: 3 }],
      there: [retained('shop-v1', { notReady: 'it has 0 replicas' }), registered('shop-v2')],
      admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
    },
    then: { 'shop-v1': ['scale 3'] },
    states: { 'shop-v1': 'Starting', 'shop-v2': 'Serving' },
  },
  {
    name: 'a registration waits for the rollout of its Deployment, and what serves goes on',
    rules: { 'shop-v1': 'its rollout is not complete' },
    when: {
      desired: [{ ...v1, mode: 'Endpoint' }],
      there: [registered('shop-v1', { discovered: 'v0' }, { mode: 'Endpoint' })],
      rollouts: { shop: 'the Deployment plain is not found' },
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v1': 'Starting' },
  },
  {
    name: 'a version with a gate is held, ready as it is, and the one before goes on serving',
    rules: {
      'shop-v2': 'waits for its gate',
      'shop-v1': 'serves until its successor is registered',
    },
    when: {
      desired: [wanted('shop', 'v2', { gate: 'hold' })],
      there: [there('shop-v2', { gate: 'pased' }), registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v2': 'Registering', 'shop-v1': 'Serving' },
  },
  {
    name: 'one that did not pass is not registered, and the one before goes on serving',
    rules: {
      'shop-v2': 'did not pass its gate',
      'shop-v1': 'serves until its successor is registered',
    },
    when: {
      desired: [wanted('shop', 'v2', { gate: 'hold' })],
      there: [there('shop-v2', { gate: 'failed' }), registered('shop-v1')],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v2': 'Registering', 'shop-v1': 'Serving' },
  },
  {
    name: 'one that has passed is registered',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [{ ...v1, gate: 'hold' }], there: [there('shop-v1', { gate: 'passed' })] },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'a roll back to a version that has served before is not held',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, gate: 'hold' }],
      there: [retained('shop-v1', { replicas: { desired: 1, ready: 1 } })],
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'what serves is not asked for a gate that it got later, whatever somebody writes',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [{ ...v1, gate: 'hold' }],
      there: [registered('shop-v1', {}, { gate: 'failed' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
  },
  {
    name: 'pods that are not ready are waited for before anybody is asked',
    rules: { 'shop-v1': 'not ready' },
    when: {
      desired: [{ ...v1, gate: 'hold' }],
      there: [there('shop-v1', { notReady: '0 of 1 pods are available' })],
    },
    then: {},
  },
  {
    name: 'a version waits for the Job of its gate, and the one before goes on serving',
    rules: {
      'shop-v2': 'waits for the Job of its gate',
      'shop-v1': 'serves until its successor is registered',
    },
    when: {
      desired: [wanted('shop', 'v2', { gate })],
      there: [there('shop-v2'), registered('shop-v1')],
      gates: { shop: 'active' },
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
    states: { 'shop-v2': 'Registering', 'shop-v1': 'Serving' },
  },
  {
    name: 'that its Job is complete is written down before it is registered',
    rules: { 'shop-v1': 'registered now' },
    when: { desired: [{ ...v1, gate }], there: [there('shop-v1')], gates: { shop: 'complete' } },
    then: { 'shop-v1': ['gate=passed', 'register'] },
  },
  {
    name: 'it has passed, also when the Job has been removed before it was registered',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, gate }],
      there: [there('shop-v1', { gate: 'passed' })],
      gates: { shop: 'missing' },
      companions: { shop: [{ desired: gateJob, isMissing: true }] },
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'that its Job has failed is written down, and nothing is registered',
    rules: {
      'shop-v2': 'did not pass its gate',
      'shop-v1': 'serves until its successor is registered',
    },
    when: {
      desired: [wanted('shop', 'v2', { gate })],
      there: [there('shop-v2'), registered('shop-v1')],
      gates: { shop: 'failed' },
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v2': ['gate=failed'] },
    states: { 'shop-v2': 'Registering', 'shop-v1': 'Serving' },
  },
  {
    name: 'it has failed, also when the Job has been removed',
    rules: { 'shop-v1': 'did not pass its gate' },
    when: {
      desired: [{ ...v1, gate }],
      there: [there('shop-v1', { gate: 'failed' })],
      gates: { shop: 'missing' },
      companions: { shop: [{ desired: gateJob, isMissing: true }] },
    },
    then: {},
  },
  {
    name: 'a Job that runs counts for more than the one that has failed before',
    rules: { 'shop-v1': 'waits for the Job of its gate' },
    when: {
      desired: [{ ...v1, gate }],
      there: [there('shop-v1', { gate: 'failed' })],
      gates: { shop: 'active' },
    },
    then: {},
  },
  {
    name: 'a person lets a version serve whose Job has failed',
    rules: { 'shop-v1': 'registered now' },
    when: {
      desired: [{ ...v1, gate }],
      there: [there('shop-v1', { gate: 'passed' })],
      gates: { shop: 'failed' },
    },
    then: { 'shop-v1': ['register'] },
  },
  {
    name: 'a Job that is not there is waited for as any part of a version',
    rules: { 'shop-v1': 'missing' },
    when: {
      desired: [{ ...v1, gate }],
      there: [there('shop-v1')],
      gates: { shop: 'missing' },
      companions: { shop: [{ desired: gateJob, isMissing: true }] },
    },
    then: {},
  },
  {
    name: 'what serves misses no Job of a gate',
    rules: { 'shop-v1': 'registered' },
    when: {
      desired: [{ ...v1, gate }],
      there: [registered('shop-v1')],
      companions: { shop: [{ desired: gateJob, isMissing: true }] },
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
  },
  {
    name: 'nothing is registered while the admin API cannot be reached',
    rules: { 'shop-v1': 'admin API unreachable' },
    when: { desired: [v1], there: [there('shop-v1')], admin: 'no answer' },
    then: {},
    states: { 'shop-v1': 'Unknown' },
  },
  {
    name: 'a missing version is waited for',
    rules: { 'shop-v1': 'missing' },
    when: { desired: [v1], there: [] },
    then: {},
    states: { 'shop-v1': 'Pending' },
  },
  {
    name: 'a paused deployment is left as it is',
    rules: { 'shop-v2': 'paused', 'shop-v1': 'paused' },
    when: {
      desired: [wanted('shop', 'v2', { paused: true })],
      there: [registered('shop-v1', { removeVersionAt: at(-9) }), there('shop-v2')],
      admin: { knows: ['shop-v1'] },
    },
    then: {},
  },
  {
    name: 'a paused deployment that is back is not being removed any more',
    rules: { 'shop-v1': 'paused, registered' },
    when: {
      desired: [{ ...v1, paused: true }],
      there: [registered('shop-v1', { removedAt: at(-60), removeVersionAt: at(-9) })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['-removeVersionAt -removedAt'] },
  },
  {
    name: 'the next apply of a paused deployment prunes nothing that serves',
    rules: { 'shop-v2': 'paused', 'shop-v1': 'kubectl could prune it' },
    when: {
      desired: [wanted('shop', 'v2', { paused: true })],
      there: [
        registered('shop-v1', {}, { main: prunable('shop-v1') }),
        registered('shop-v2', {}, { main: prunable('shop-v2') }),
      ],
      admin: 'no answer',
    },
    then: { 'shop-v2': ['remove-marks'], 'shop-v1': ['remove-marks'] },
  },
  {
    name: 'what a paused deployment never registered may be pruned',
    rules: { 'shop-v1': 'paused' },
    when: {
      desired: [{ ...v1, paused: true }],
      there: [there('shop-v1', { main: prunable('shop-v1') })],
    },
    then: {},
  },
  {
    name: 'what is registered is not pruned while the admin API cannot be reached',
    rules: { 'shop-v1': 'admin API unreachable' },
    when: {
      desired: [v1],
      there: [registered('shop-v1', {}, { main: prunable('shop-v1') })],
      admin: 'no answer',
    },
    then: { 'shop-v1': ['remove-marks'] },
  },
  {
    name: 'one deployment that is missing does not hold back the registration of another',
    rules: { 'shop-v1': 'missing', 'cart-v1': 'registered now' },
    when: { desired: [v1, wanted('cart', 'v1')], there: [there('cart-v1')] },
    then: { 'cart-v1': ['register'] },
  },
  {
    name: 'a paused deployment that is registered is the latest all the same',
    rules: { 'shop-v1': 'paused, registered' },
    when: {
      desired: [{ ...v1, paused: true }],
      there: [registered('shop-v1', { removeVersionAt: at(-9) })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: { 'shop-v1': ['-removeVersionAt'] },
    states: { 'shop-v1': 'Latest' },
  },
  {
    name: 'a paused deployment of which another has a service is not the latest',
    rules: { 'shop-v1': 'paused' },
    when: {
      desired: [{ ...v1, paused: true }],
      there: [registered('shop-v1', { services: ['shop', 'till'] })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1', till: 'laptop' } },
    },
    then: {},
    states: { 'shop-v1': 'Registering' },
  },
  {
    name: "an object of the desired name that is another runtime's is not touched",
    rules: { 'shop-v1': 'belongs to another runtime' },
    when: { desired: [v1], foreign: { 'shop-v1': 'other' } },
    then: {},
    states: { 'shop-v1': 'Pending' },
  },
  {
    name: 'an object that has been missing for two minutes may be on its way',
    rules: { 'shop-v1': 'missing' },
    when: {
      desired: [v1],
      previous: previous({ conditions: ready('Missing', 'False', at(-120)) }),
    },
    then: {},
  },
  {
    name: 'an object that has been missing for more than two minutes has to be applied again',
    rules: { 'shop-v1': 'missing for minutes' },
    when: {
      desired: [v1],
      previous: previous({ conditions: ready('Missing', 'False', at(-121)) }),
    },
    then: {},
  },
  {
    name: 'an object that another apply may still bring is not missing for minutes, however long it was before',
    rules: { 'shop-v1': 'missing' },
    when: {
      desired: [v1],
      previous: previous({ conditions: ready('Missing', 'False', at(-999)) }),
      desiredSince: at(-119),
    },
    then: {},
  },
  {
    name: 'an object that was missing for minutes once is so until it is applied',
    rules: { 'shop-v1': 'missing for minutes' },
    when: {
      desired: [v1],
      previous: previous({ conditions: ready('StillMissing', 'False', at(-1)) }),
    },
    then: {},
  },
  {
    name: 'how long an object of another desired state was missing does not count',
    rules: { 'shop-v1': 'missing' },
    when: {
      desired: [v1],
      previous: previous({ hash: 'other', conditions: ready('StillMissing', 'False', at(-1)) }),
    },
    then: {},
  },
  {
    name: 'a deployment that has waited for something else is not missing for minutes',
    rules: { 'shop-v1': 'missing' },
    when: {
      desired: [v1],
      previous: previous({ conditions: ready('NotReady', 'False', at(-999)) }),
    },
    then: {},
  },
  {
    name: 'what is not ready any more is not registered again',
    rules: { 'shop-v1': 'not ready' },
    when: {
      desired: [{ ...v1, discoveryHash: 'other headers' }],
      there: [registered('shop-v1', {}, { notReady: '0 of 1 pods are available' })],
      admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
    },
    then: {},
  },
];
