import { jobState } from '../../../src/reconciler/kubernetes/job-state';

const job = (...conditions: Array<[string, string]>) => ({
  metadata: { name: 'job' },
  status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
});

test.each([
  ['missing', undefined],
  ['active', { metadata: { name: 'job' } }],
  ['active', job()],
  ['active', job(['Complete', 'False'], ['Failed', 'False'])],
  // It will end so, and its pods are still there.
  ['active', job(['SuccessCriteriaMet', 'True'])],
  ['active', job(['FailureTarget', 'True'])],
  ['complete', job(['SuccessCriteriaMet', 'True'], ['Complete', 'True'])],
  ['failed', job(['FailureTarget', 'True'], ['Failed', 'True'])],
])('a Job is %s by its conditions', (state, found) => {
  expect(jobState(found)).toBe(state);
});
