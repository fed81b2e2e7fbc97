import { previous, ready, v1 } from './cases';
import { checkLatest } from '../../../../src/reconciler/plan/desired-version/latest';
import { adminView, observe } from '../situation';

const OBSERVATION = observe({
  desired: [v1],
  previous: previous({ conditions: ready('Registered', 'True') }),
});

/** Whether the service shop is taken back from a deployment of this URI. */
function isReclaimedFrom(uri: string | undefined): boolean {
  const { latest } = adminView({ latest: { shop: 'other' } });
  const deployments = new Map(uri === undefined ? [] : [['dp_other', uri]]);
  const view = { ...adminView({}), latest, deployments };
  return checkLatest(v1, 'dp_shop-v1', ['shop'], view, OBSERVATION, true).reclaim.length === 1;
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

test('a service that nothing serves any more is taken back', () => {
  const view = adminView({});
  expect(checkLatest(v1, 'dp_shop-v1', ['shop'], view, OBSERVATION, true)).toEqual({
    reclaim: ['shop'],
    leftToOthers: [],
  });
});
