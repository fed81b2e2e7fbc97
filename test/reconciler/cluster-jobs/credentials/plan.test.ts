import { planCredentials } from '../../../../src/reconciler/cluster-jobs/credentials/plan';
import type {
  CredentialsState,
  PodState,
} from '../../../../src/reconciler/cluster-jobs/credentials/plan';

const pod = (ordinal: number, more: Partial<PodState> = {}): PodState => ({
  name: `restate-${ordinal}`,
  hasCredentials: true,
  ready: true,
  deleting: false,
  ...more,
});
const canary = (state: 'missing' | 'active' | 'complete' | 'failed') => ({ name: 'canary', state });

function plan(state: Partial<CredentialsState>) {
  return planCredentials({
    canaries: [canary('complete')],
    pods: [pod(0), pod(1)],
    elapsedSeconds: 5,
    superseded: false,
    ...state,
  });
}

test.each<[string, Partial<CredentialsState>, object]>([
  ['all have them', {}, { type: 'done' }],
  [
    'a canary that failed is made anew',
    { canaries: [canary('failed')] },
    { type: 'retry', canary: 'canary' },
  ],
  [
    'a canary that is not there yet is waited for',
    { canaries: [canary('missing')] },
    { type: 'wait', reason: expect.stringContaining('canary') },
  ],
  [
    'a canary that stays missing was deleted by a run that died',
    { canaries: [canary('missing')], elapsedSeconds: 61 },
    { type: 'retry', canary: 'canary' },
  ],
  [
    'no pod is replaced before a canary has passed',
    { canaries: [canary('active')], pods: [pod(0, { hasCredentials: false })] },
    { type: 'wait', reason: expect.stringContaining('canary') },
  ],
  [
    'a pod that serves is evicted, so that the disruption budget counts',
    { pods: [pod(0), pod(1, { hasCredentials: false })] },
    { type: 'replace', pod: 'restate-1', evict: true },
  ],
  [
    'a pod that does not is deleted, since the budget would keep it for ever',
    { pods: [pod(0, { hasCredentials: false, ready: false })] },
    { type: 'replace', pod: 'restate-0', evict: false },
  ],
  [
    'one pod goes after the other',
    {
      pods: [pod(0, { hasCredentials: false, deleting: true }), pod(1, { hasCredentials: false })],
    },
    { type: 'wait', reason: 'pod restate-0 is being replaced' },
  ],
  ['a run that is out of date replaces nothing', { superseded: true }, { type: 'superseded' }],
])('%s', (_, state, step) => {
  expect(plan(state)).toEqual(step);
});
