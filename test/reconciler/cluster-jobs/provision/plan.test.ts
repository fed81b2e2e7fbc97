import { planProvision } from '../../../../src/reconciler/cluster-jobs/provision/plan';
import type {
  NodeState,
  ProvisionState,
} from '../../../../src/reconciler/cluster-jobs/provision/plan';

const fresh = (ordinal: number, more: Partial<NodeState> = {}): NodeState => ({
  name: `restate-${ordinal}`,
  answer: { state: 'unprovisioned' },
  hasVolume: true,
  problem: '',
  ...more,
});
const silent: Partial<NodeState> = { answer: { state: 'unreachable', reason: 'no answer' } };

function plan(state: Partial<ProvisionState>) {
  return planProvision({
    marks: [],
    pendingJobs: [],
    nodes: [fresh(0), fresh(1), fresh(2)],
    ...state,
  });
}

test('a cluster is provisioned once all nodes say that they belong to none', () => {
  expect(plan({})).toEqual({ type: 'provision' });
});

test('a node that never had a volume need not be asked', () => {
  const neverRan = { ...silent, hasVolume: false, problem: 'Unschedulable: no node fits' };
  expect(plan({ nodes: [fresh(0), fresh(1), fresh(2, neverRan)] })).toEqual({ type: 'provision' });
});

test.each<[string, NodeState[], RegExp]>([
  [
    'the first node',
    [fresh(0, { ...silent, hasVolume: false }), fresh(1)],
    /cannot ask restate-0 whether/,
  ],
  ['a node with a volume', [fresh(0), fresh(1, silent)], /cannot ask restate-1 whether.*no answer/],
  [
    'a starting node',
    [fresh(0), fresh(1, { answer: { state: 'starting' } })],
    /restate-1 is starting/,
  ],
  [
    'a pod that does not run',
    [fresh(0, { ...silent, problem: 'container restate is waiting: ImagePullBackOff' })],
    /restate-0 is not running: container restate is waiting: ImagePullBackOff/,
  ],
])('%s is waited for, since it might belong to a cluster', (_, nodes, reason) => {
  expect(plan({ nodes })).toEqual({ type: 'wait', reason: expect.stringMatching(reason) });
});

test('one node that belongs to a cluster is enough to provision none', () => {
  const member = fresh(2, { answer: { state: 'provisioned' } });
  expect(plan({ nodes: [fresh(0), fresh(1, silent), member] })).toEqual({
    type: 'done',
    seen: true,
  });
});

test('a mark is enough to provision none, as long as any node may still have the data', () => {
  const nodes = [fresh(0), fresh(1, silent)];
  expect(plan({ marks: ['claim storage-restate-1'], nodes })).toEqual({
    type: 'done',
    seen: false,
  });
});

test('a marked cluster whose nodes have all lost their disks is left to a person', () => {
  expect(plan({ marks: ['ConfigMap restate-provisioned'] })).toEqual({
    type: 'refuse',
    reason: expect.stringContaining('ConfigMap restate-provisioned'),
  });
});

test('the credentials are proven before the cluster is provisioned', () => {
  expect(plan({ pendingJobs: ['restate-pia-canary-1'] })).toEqual({
    type: 'wait',
    reason: 'restate-pia-canary-1 must succeed first',
  });
});
