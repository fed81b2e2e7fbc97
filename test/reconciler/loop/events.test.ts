import type {
  Condition,
  DeploymentStatus,
  RuntimeStatus,
  VersionState,
} from '../../../src/contract';
import { diffToEvents } from '../../../src/reconciler/loop/events';

function status(ready: Partial<Condition>, old?: VersionState): RuntimeStatus {
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: '',
    message: '',
    lastTransitionTime: '',
  };
  const version = { version: 'v1', object: 'shop-v1', mode: 'ReplicaSet' };
  const deployment: DeploymentStatus = {
    name: 'shop',
    admin: 'restate',
    conditions: [{ ...condition, ...ready } as Condition],
    versions: old
      ? [{ ...version, state: old, blockers: ['invocations that started on it: 1 running'] }]
      : [],
  };
  return { contract: 1, id: 'app', conditions: [], deployments: [deployment] };
}

const registered = { status: 'True', reason: 'Registered', message: 'registered as dp_1' } as const;
const refused = { reason: 'RegistrationFailed', message: '500 META0003' };
const reasons = (before: RuntimeStatus | undefined, after: RuntimeStatus) =>
  diffToEvents(before, after).map(({ type, reason }) => `${type} ${reason}`);

test('a version that is registered is told once', () => {
  expect(reasons(undefined, status(registered))).toEqual(['Normal Registered']);
  expect(reasons(status(registered), status(registered))).toEqual([]);
});

test('a failure is told with the words of the server, and not again for other words of the same reason', () => {
  expect(diffToEvents(undefined, status(refused))).toEqual([
    { type: 'Warning', reason: 'RegistrationFailed', message: 'shop: 500 META0003' },
  ]);
  expect(reasons(status(refused), status(refused))).toEqual([]);
  const later = { ...refused, message: '500 META0003 date: Mon, 30 Nov 2026 11:10:35 GMT' };
  expect(reasons(status(refused), status(later))).toEqual([]);
  expect(reasons(status(refused), status({ ...later, reason: 'NotLatest' }))).toHaveLength(1);
});

test('what is desired next and fails in other words is told again', () => {
  const desired = (message: string, hash: string) => {
    const { deployments, ...rest } = status({ ...refused, message });
    return { ...rest, deployments: [{ ...deployments[0], hash }] };
  };
  expect(reasons(desired('500 a', 'a'), desired('500 b', 'b'))).toHaveLength(1);
  expect(reasons(desired('500 a', 'a'), desired('500 b', 'a'))).toEqual([]);
});

test('a drain is told with what holds it back', () => {
  const [told] = diffToEvents(status(registered, 'Serving'), status(registered, 'Draining'));
  expect(told.message).toBe('shop-v1 is kept: invocations that started on it: 1 running');
});

test('a deployment of which nothing is left is told', () => {
  const empty = { ...status(registered), deployments: [] };
  expect(reasons(status(registered), empty)).toEqual(['Normal Removed']);
});

test('an admin API that fails is told once for a reason', () => {
  const asked = (reason: string, message: string, state: 'True' | 'False' = 'False') => ({
    ...{ contract: 1, id: 'app', deployments: [] },
    conditions: [{ type: 'Admin/a', status: state, reason, message, lastTransitionTime: '' }],
  });
  const told = (before: RuntimeStatus | undefined, after: RuntimeStatus) =>
    diffToEvents(before, after).map(({ type, message }) => `${type} ${message}`);
  const missing = asked('KeyMissing', 'token is missing');
  const denied = asked('Unauthorized', '403, Ray ID 1');
  const reachable = asked('Reachable', 'it answers', 'True');
  expect(told(undefined, missing)).toEqual(['Warning token is missing']);
  expect(told(missing, denied)).toEqual(['Warning 403, Ray ID 1']);
  expect(told(denied, asked('Unauthorized', '403, Ray ID 2'))).toEqual([]);
  expect(told(denied, reachable)).toEqual(['Normal it answers']);
  expect(told(undefined, reachable)).toEqual([]);
});
