import { wanted } from './situation';
import { isDestructive, needsCurrentState } from '../../../src/reconciler/plan/actions';
import type { Action } from '../../../src/reconciler/plan/actions';

const desired = wanted('shop', 'v1');

const DESTRUCTIVE: Action[] = [
  { type: 'scale', replicas: 0 },
  { type: 'set-public', services: ['Shop'], isPublic: false },
  { type: 'remove-autoscaler' },
  { type: 'deregister', deploymentId: 'dp_1', evenIfActive: false },
  { type: 'deregister', deploymentId: 'dp_1', evenIfActive: true },
  { type: 'delete' },
  { type: 'delete', keepConfiguration: true },
];

const HARMLESS: Action[] = [
  { type: 'annotate', annotations: {} },
  { type: 'remove-marks' },
  { type: 'scale', replicas: 1 },
  { type: 'record-endpoint', desired },
  { type: 'inspect', deploymentId: 'dp_1', discovered: 'v1' },
  { type: 'register', desired, uri: 'http://shop', force: true },
  { type: 'set-public', services: ['Shop'], isPublic: true },
];

test.each(DESTRUCTIVE)('%j takes something away', (action) => {
  expect(isDestructive(action)).toBe(true);
});

test.each(HARMLESS)('%j takes nothing away', (action) => {
  expect(isDestructive(action)).toBe(false);
});

test('what takes something away, or becomes the latest, is done for the desired state of the plan alone', () => {
  const checked = [...DESTRUCTIVE, ...HARMLESS].filter(needsCurrentState);
  expect(checked).toEqual([...DESTRUCTIVE, HARMLESS.find(({ type }) => type === 'register')]);
});
