import { deploymentEntry, registrationInputs } from '../../src/contract';
import type { DesiredDeployment } from '../../src/contract';

const entry: Omit<DesiredDeployment, 'hash'> = {
  name: 'greeter',
  mode: 'ReplicaSet',
  version: 'v1',
  object: 'greeter-v1',
  discoveryHash: 'd',
  admin: 'restate',
  uri: 'http://greeter-v1:9080',
};

test('an entry has its fields in one order, whatever order they were given in', () => {
  const backwards = Object.fromEntries(Object.entries(entry).reverse());
  expect(Object.keys(deploymentEntry(backwards))).toEqual(Object.keys(entry));
});

test('flags that are not set and fields without a value are left out, numbers of 0 are not', () => {
  expect(
    deploymentEntry({ paused: false, breaking: true, servicePath: undefined, replicas: 0 }),
  ).toEqual({ breaking: true, replicas: 0 });
});

test('what matters only once a version is old makes no other registration', () => {
  const later = {
    replicas: 3,
    autoscaling: { min: 1, max: 2 },
    drainDelaySeconds: 1,
    revisionHistoryLimit: 2,
    deletionPolicy: { type: 'force' },
  } as const;
  expect(registrationInputs({ ...entry, ...later })).toEqual(entry);
});

test.each([
  { useHttp11: true },
  { breaking: true },
  { paused: true },
  { servicePath: '/api' },
  { additionalHeaders: { a: 'b' } },
  { secretHeaders: ['a'] },
  { assumeRoleArn: 'arn:aws:iam::123456789012:role/restate' },
])('a registration depends on %j', (more) => {
  expect(registrationInputs({ ...entry, ...more })).toEqual({ ...entry, ...more });
});
