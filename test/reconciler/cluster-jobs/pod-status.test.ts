import { isReady, podProblem } from '../../../src/reconciler/cluster-jobs/pod-status';

const pod = (status: any) => ({ metadata: { name: 'restate-0' }, status });
const waiting = (name: string, reason: string, message?: string) => ({
  ...{ name, state: { waiting: { reason, message } } },
});

test('a pod that runs is in no trouble', () => {
  const containerStatuses = [{ name: 'restate', state: { running: {} } }];
  expect(podProblem(pod({ phase: 'Running', containerStatuses }))).toBe('');
});

test.each([
  ['it is not there', undefined, 'the pod does not exist'],
  ['nothing is known of it', pod(undefined), 'its phase is Pending'],
  ['it is pending', pod({ phase: 'Pending' }), 'its phase is Pending'],
  [
    'its image can not be pulled',
    pod({
      phase: 'Pending',
      containerStatuses: [waiting('restate', 'ImagePullBackOff', 'no such tag')],
    }),
    'container restate is waiting: ImagePullBackOff: no such tag',
  ],
  [
    'it crashes, although it counts as running',
    pod({ phase: 'Running', containerStatuses: [waiting('restate', 'CrashLoopBackOff')] }),
    'container restate is waiting: CrashLoopBackOff',
  ],
  [
    'an init container of it crashes',
    pod({
      phase: 'Pending',
      initContainerStatuses: [waiting('wait', 'CrashLoopBackOff')],
      containerStatuses: [waiting('restate', 'PodInitializing')],
    }),
    'container wait is waiting: CrashLoopBackOff',
  ],
  [
    'it can not be scheduled',
    pod({
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' },
      ],
    }),
    'Unschedulable: 0/3 nodes',
  ],
  [
    'it is scheduled and its containers are made',
    pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] }),
    'its phase is Pending',
  ],
])('%s', (_, found, trouble) => {
  expect(podProblem(found)).toBe(trouble);
});

test('ready is what its condition says', () => {
  const ready = (status: string) => pod({ conditions: [{ type: 'Ready', status }] });
  expect([isReady(ready('True')), isReady(ready('False')), isReady(pod({}))]).toEqual([
    ...[true, false, false],
  ]);
});
