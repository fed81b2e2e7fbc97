import { at, observe, wanted } from './situation';
import { outdatedJobs } from '../../../src/reconciler/plan/jobs';

function job(hash: string, created: Date, deployment = 'shop') {
  return {
    metadata: {
      name: `${deployment}-register-${hash}`,
      creationTimestamp: created.toISOString(),
      annotations: { 'restate.dev/deployment': deployment, 'restate.dev/desired-hash': hash },
    },
  };
}

/** Names of the Jobs that go, when the desired state was written at NOW. */
function outdated(faults: string[], ...jobs: Array<ReturnType<typeof job>>): string[] {
  const observation = {
    ...observe({ desired: [wanted('shop', 'v2')], faults }),
    jobs,
    desiredSince: at(0),
  };
  return outdatedJobs(observation).map(({ metadata }) => metadata.name);
}

test('a Job of another desired state goes, so that a roll back makes it anew', () => {
  const jobs = [job('hash-v1', at(-60)), job('hash-v2', at(1))];
  expect(outdated([], ...jobs)).toEqual(['shop-register-hash-v1']);
});

test('a Job of a deployment that has left goes', () => {
  expect(outdated([], job('hash-v1', at(-60), 'cart'))).toEqual(['cart-register-hash-v1']);
});

test('the Job of a deployment that did not change stays, though the desired state is newer', () => {
  expect(outdated([], job('hash-v2', at(-60)))).toEqual([]);
});

test('a Job without annotations is not a registration, and stays', () => {
  const { metadata } = job('hash-v1', at(-60));
  const plain = { metadata: { ...metadata, annotations: undefined as any } };
  expect(outdated([], plain)).toEqual([]);
});

test('a Job that is being deleted is not deleted again', () => {
  const { metadata } = job('hash-v1', at(-60));
  const going = { metadata: { ...metadata, deletionTimestamp: at(-1).toISOString() } };
  expect(outdated([], going)).toEqual([]);
});

test('a Job that came before its own desired state stays', () => {
  expect(outdated([], job('hash-v3', at(1)))).toEqual([]);
});

test('while the desired state has faults, no Job goes', () => {
  expect(outdated(['deployments[1].uri: is not right'], job('hash-v1', at(-60)))).toEqual([]);
});
