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

test('a failure is told with the words of the server, and again only when they change', () => {
  expect(diffToEvents(undefined, status(refused))).toEqual([
    { type: 'Warning', reason: 'RegistrationFailed', message: 'shop: 500 META0003' },
  ]);
  expect(reasons(status(refused), status(refused))).toEqual([]);
  expect(reasons(status(refused), status({ ...refused, message: '500 other' }))).toHaveLength(1);
});

test('a drain is told with what holds it back', () => {
  const [told] = diffToEvents(status(registered, 'Serving'), status(registered, 'Draining'));
  expect(told.message).toBe('shop-v1 is kept: invocations that started on it: 1 running');
});

test('a deployment of which nothing is left is told', () => {
  const empty = { ...status(registered), deployments: [] };
  expect(reasons(status(registered), empty)).toEqual(['Normal Removed']);
});

test('an admin API that refuses is told again when it does so in other words', () => {
  const asked = (message: string, state: 'True' | 'False' = 'False'): RuntimeStatus => ({
    contract: 1,
    id: 'app',
    deployments: [],
    conditions: [
      { type: 'Admin/a', status: state, reason: 'Reason', message, lastTransitionTime: '' },
    ],
  });
  const told = (before: RuntimeStatus | undefined, after: RuntimeStatus) =>
    diffToEvents(before, after).map(({ type, message }) => `${type} ${message}`);
  expect(told(undefined, asked('token is missing'))).toEqual(['Warning token is missing']);
  expect(told(asked('token is missing'), asked('401'))).toEqual(['Warning 401']);
  expect(told(asked('401'), asked('401'))).toEqual([]);
  expect(told(asked('401'), asked('it answers', 'True'))).toEqual(['Normal it answers']);
  expect(told(undefined, asked('it answers', 'True'))).toEqual([]);
});
