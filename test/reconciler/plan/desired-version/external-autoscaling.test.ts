import { actionsOf, deploymentStatusOf, registered, there, wanted } from '../situation';
import type { Situation } from '../situation';

const scaled = {
  ...wanted('shop', 'v2'),
  replicas: undefined,
  autoscaling: { min: 0, max: 8 },
  scaledExternally: true,
};
const none = { desired: 0, ready: 0 };
const asleep = { notReady: 'it has 0 replicas', replicas: none };

test('the latest version without a pod is left alone, and stays the latest', () => {
  const situation: Situation = {
    desired: [scaled],
    there: [registered('shop-v2', {}, { ...asleep, scaledExternally: true })],
    admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
  };
  expect(actionsOf(situation)).toEqual({});
  const { conditions, versions } = deploymentStatusOf('shop', situation);
  expect(versions[0].state).toBe('Latest');
  expect(conditions[0]).toMatchObject({ type: 'Ready', status: 'True' });
});

test('a new version gets a pod to be registered with', () => {
  expect(actionsOf({ desired: [scaled], there: [there('shop-v2', asleep)] })).toEqual({
    'shop-v2': ['scale 1'],
  });
});

test('the version before, which still serves, gets one as well: its scaler has gone on', () => {
  const before = registered('shop-v1', {}, { ...asleep, scaledExternally: true });
  const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };
  expect(
    actionsOf({ desired: [scaled], there: [before, there('shop-v2', asleep)], admin }),
  ).toEqual({ 'shop-v1': ['scale 1'], 'shop-v2': ['scale 1'] });
});

test('an autoscaler of its own that the version had before goes', () => {
  const hpa = { kind: 'horizontalPodAutoscalers', object: { metadata: { name: 'shop-v2' } } };
  const version = registered('shop-v2', {}, { parts: [hpa as any] });
  const admin = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
  expect(actionsOf({ desired: [scaled], there: [version], admin })).toEqual({
    'shop-v2': ['remove-autoscaler'],
  });
});
