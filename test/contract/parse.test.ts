import { parseDesiredState } from '../../src/contract';

const deployment = {
  name: 'greeter',
  mode: 'ReplicaSet',
  version: '8b4db7fb77',
  object: 'greeter-8b4db7fb77',
  hash: 'abc',
  discoveryHash: '8b4db7fb77',
  admin: 'restate',
  uri: 'http://greeter-8b4db7fb77.apps.svc.cluster.local:9080',
};
const state = {
  contract: 1,
  id: 'shop',
  admins: [{ key: 'restate', url: 'http://restate.restate.svc.cluster.local:9070' }],
  deployments: [deployment],
};
const parse = (value: unknown) => parseDesiredState(JSON.stringify(value));

test('reads what it was given', () => {
  expect(parse(state)).toEqual({
    state: { ...state, idIsDefault: false, knative: false, sweep: undefined },
    faults: [],
  });
});

test('an unreadable text gives no state at all', () => {
  expect(parseDesiredState('{"contract":1,').state).toBeUndefined();
  expect(parse([]).state).toBeUndefined();
  expect(parse({ ...state, deployments: undefined }).state).toBeUndefined();
});

test('a newer contract gives no state, since it could be misread', () => {
  expect(parse({ ...state, contract: 2 })).toEqual({
    faults: ['contract: 2 is not 1; run the script of the version that wrote it'],
  });
});

test('a broken entry leaves the others, and tells all that is wrong with it', () => {
  const broken = { ...deployment, name: 'broken', uri: 'ftp://x', admin: 'other', replicas: -1 };
  const { state: read, faults } = parse({ ...state, deployments: [deployment, broken] });
  expect(read?.deployments.map((entry) => entry.name)).toEqual(['greeter']);
  expect(faults).toEqual([
    'deployments[1].admin: "other" is not right; write the key of one of the admins',
    'deployments[1].uri: "ftp://x" is not right; write an http or https URL, or an ARN',
    'deployments[1].replicas: -1 is not right; write a whole number',
  ]);
});

test('a name that is there twice is a fault of the second', () => {
  const { state: read, faults } = parse({ ...state, deployments: [deployment, deployment] });
  expect(read?.deployments).toHaveLength(1);
  expect(faults).toEqual(['deployments[1].name: "greeter" is there twice; use another']);
});

test('a Knative deployment has no uri of its own', () => {
  const { uri: _, ...knative } = { ...deployment, mode: 'KnativeConfiguration' };
  expect(parse({ ...state, deployments: [knative] }).faults).toEqual([]);
  expect(parse({ ...state, deployments: [{ ...knative, uri: 'http://x' }] }).faults).toHaveLength(
    1,
  );
});

test('a Lambda ARN is an endpoint', () => {
  const lambda = {
    ...deployment,
    mode: 'Endpoint',
    uri: 'arn:aws:lambda:eu-central-1:123456789012:function:greeter:1',
  };
  expect(parse({ ...state, deployments: [lambda] }).faults).toEqual([]);
});
