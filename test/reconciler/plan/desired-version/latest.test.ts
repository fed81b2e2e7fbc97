import { previous, ready, v1 } from './cases';
import { checkLatest } from '../../../../src/reconciler/plan/desired-version/latest';
import { adminView, observe, wanted } from '../situation';

const OBSERVATION = observe({
  desired: [v1],
  previous: previous({ conditions: ready('Registered', 'True') }),
});

/** Whether the service shop is taken back from a deployment of this URI. */
function isReclaimedFrom(uri: string | undefined, desired = v1): boolean {
  const { latest } = adminView({ latest: { shop: 'other' } });
  const deployments = new Map(uri === undefined ? [] : [['dp_other', uri]]);
  const view = { ...adminView({}), latest, deployments };
  return checkLatest(desired, 'dp_1', ['shop'], view, OBSERVATION, true).reclaim.length === 1;
}

test.each([
  ['a version of this deployment', 'http://shop-v2.apps.svc:9080', true],
  ['a version of a deployment with another name', 'http://shopping-v2.apps.svc:9080', false],
  ['a deployment of another namespace', 'http://shop-v2.other.svc:9080', false],
  ['a Lambda function', 'arn:aws:lambda:eu-central-1:1:function:shop', false],
  ['what has no URL', 'shop-v2.apps', false],
  ['what has gone meanwhile', undefined, false],
])('a service is taken back once it was the latest: from %s', (_, uri, reclaimed) => {
  expect(isReclaimedFrom(uri)).toBe(reclaimed);
});

test('a deployment may have dashes in its name', () => {
  const desired = wanted('my-shop', 'v1');
  expect(isReclaimedFrom('http://my-shop-v2.apps.svc:9080', desired)).toBe(true);
  expect(isReclaimedFrom('http://my-v2.apps.svc:9080', wanted('my', 'v1'))).toBe(true);
  expect(isReclaimedFrom('http://my-shop-v2.apps.svc:9080', wanted('my', 'v1'))).toBe(false);
});

test('who has a service that is left to another is told by the runtime, else by its URI', () => {
  const uri = 'http://shop-v2.apps.svc:9080';
  const { latest } = adminView({ latest: { shop: 'other' } });
  const left = (foreign: Record<string, string>, holder: string | undefined) => {
    const deployments = new Map(holder === undefined ? [] : [['dp_other', holder]]);
    const view = { ...adminView({}), latest, deployments };
    const observation = { ...OBSERVATION, foreign: new Map(Object.entries(foreign)) };
    return checkLatest(v1, 'dp_1', ['shop'], view, observation, true).leftToOthers;
  };
  expect(left({ 'shop-v2': 'theirs' }, uri)).toEqual([
    'the service shop is served by shop-v2 (dp_other) of the runtime theirs: leave the service to one of the two apps',
  ]);
  expect(left({}, 'http://laptop:9080')).toEqual([
    'the service shop is served by http://laptop:9080, which another client registered after version v1',
  ]);
  expect(left({}, undefined)).toEqual([
    'the service shop is served by dp_other, which another client registered after version v1',
  ]);
});

test('a service that nothing serves any more is taken back', () => {
  const view = adminView({});
  expect(checkLatest(v1, 'dp_shop-v1', ['shop'], view, OBSERVATION, true)).toEqual({
    reclaim: ['shop'],
    leftToOthers: [],
  });
});
