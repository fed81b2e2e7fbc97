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
  const { state: read, faults } = parseDesiredState('{"contract":1,');
  expect(read).toBeUndefined();
  expect(faults).toEqual([expect.stringMatching(/^desired\.json: invalid JSON: .*; apply/)]);
  expect(parse([])).toEqual({
    faults: ['desired.json: is not a JSON object; apply the app again'],
  });
});

test.each([
  [{ id: 'Shop' }, 'id: "Shop" is not a DNS label'],
  [{ admins: {} }, 'admins: {} is not a list'],
  [{ deployments: undefined }, 'deployments: is missing, expected a list'],
])('without what the rest depends on there is no state: %j', (broken, fault) => {
  const { state: read, faults } = parse({ ...state, ...broken });
  expect(read).toBeUndefined();
  expect(faults).toEqual([expect.stringContaining(fault)]);
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
    'deployments[1].admin: "other" is not the key of one of the admins; apply the app again',
    'deployments[1].uri: "ftp://x" is not an http or https URL, or an ARN; apply the app again',
    'deployments[1].replicas: -1 is not a whole number of at least 0; apply the app again',
  ]);
});

test('a name that is there twice is a fault of the second', () => {
  const { state: read, faults } = parse({ ...state, deployments: [deployment, deployment] });
  expect(read?.deployments).toHaveLength(1);
  expect(faults).toEqual(['deployments[1].name: "greeter" is there twice; use another']);
});

test('each deployment registers with one of several admin APIs, which have different keys', () => {
  const [first] = state.admins;
  const second = { key: 'other', url: 'https://other:9070' };
  const deployments = [deployment, { ...deployment, name: 'counter', admin: 'other' }];
  const whole = { ...state, admins: [first, second], deployments };
  expect(parse(whole).faults).toEqual([]);
  const { state: read, faults } = parse({ ...whole, admins: [first, second, second] });
  expect(read?.deployments).toEqual(deployments);
  expect(faults).toEqual(['admins[2].key: "other" is there twice; use another']);
});

test.each([{ type: 'drain' }, { type: 'force' }, { type: 'drain-then-force', afterSeconds: 60 }])(
  'the deletion policy %j is read',
  (deletionPolicy) => {
    const deployments = [{ ...deployment, deletionPolicy }];
    expect(parse({ ...state, deployments })).toMatchObject({ state: { deployments }, faults: [] });
  },
);

test('a Knative deployment has no uri of its own', () => {
  const { uri: _, ...knative } = { ...deployment, mode: 'KnativeConfiguration' };
  expect(parse({ ...state, deployments: [knative] }).faults).toEqual([]);
  expect(parse({ ...state, deployments: [{ ...knative, uri: 'http://x' }] }).faults).toEqual([
    'deployments[0].uri: "http://x" is not left out, as the URL of the Route is what counts; apply the app again',
  ]);
});

test('a Lambda ARN is an endpoint', () => {
  const lambda = {
    ...deployment,
    mode: 'Endpoint',
    uri: 'arn:aws:lambda:eu-central-1:123456789012:function:greeter:1',
  };
  expect(parse({ ...state, deployments: [lambda] }).faults).toEqual([]);
});

test('an entry with fields that nobody knows is left out, and the others are read', () => {
  const newer = { ...deployment, name: 'newer', pausd: true, drainDelay: 'x' };
  const { state: read, faults } = parse({ ...state, deployments: [newer, deployment] });
  expect(read?.deployments).toEqual([deployment]);
  expect(faults).toEqual([
    'deployments[0].pausd: unknown field with the value true; run the script of the version that wrote it',
    'deployments[0].drainDelay: unknown field with the value "x"; run the script of the version that wrote it',
  ]);
});

test('a name that every object has is unknown as any other', () => {
  const text = JSON.stringify({ ...state, deployments: [] }).replace('{', '{"toString":1,');
  expect(parseDesiredState(text).faults).toEqual([expect.stringMatching(/^toString: unknown/)]);
});

test('an unknown field of the whole is told, and leaves the entries as they are', () => {
  const { state: read, faults } = parse({ ...state, suspended: true });
  expect(read?.deployments).toEqual([deployment]);
  expect(faults).toEqual([expect.stringMatching(/^suspended: unknown field/)]);
});

test('an admin API with an unknown field is left out, with all that register there', () => {
  const admins = [{ ...state.admins[0], clientCertificate: '/etc/x' }];
  const { state: read, faults } = parse({ ...state, admins });
  expect(read).toMatchObject({ admins: [], deployments: [] });
  expect(faults).toEqual([
    expect.stringMatching(/^admins\[0\]\.clientCertificate: unknown field/),
    expect.stringMatching(/^deployments\[0\]\.admin: "restate" is not the key/),
  ]);
});

test('all that a deployment can say is read', () => {
  const full = {
    ...deployment,
    useHttp11: true,
    breaking: true,
    additionalHeaders: { a: 'b' },
    secretHeaders: ['c'],
    assumeRoleArn: 'arn:aws:iam::123456789012:role/restate',
    autoscaling: { min: 1, max: 1 },
    drainDelaySeconds: 0,
    revisionHistoryLimit: 0,
    deletionPolicy: { type: 'drain-then-force', afterSeconds: 0 },
    paused: true,
  };
  const whole = {
    ...state,
    idIsDefault: true,
    knative: true,
    sweep: { everyMinutes: 5, offsetMinutes: 0 },
    deployments: [full],
  };
  expect(parse(whole)).toEqual({ state: whole, faults: [] });
});

test.each([
  ['name', 'Greeter!'],
  ['mode', 'StatefulSet'],
  ['version', ''],
  ['object', 'a'.repeat(254)],
  ['hash', undefined],
  ['discoveryHash', 7],
  ['uri', 'x:http://greeter'],
  ['uri', 'http://'],
  ['uri', ['http://greeter']],
  ['uri', 'x-arn:aws:lambda'],
  ['uri', 'arn:aws: lambda'],
  ['uri', ['arn:aws:lambda']],
  ['servicePath', ''],
  ['useHttp11', 'yes'],
  ['breaking', 1],
  ['additionalHeaders', { a: 1 }],
  ['secretHeaders', { a: '/etc/a' }],
  ['assumeRoleArn', null],
  ['replicas', 1.5],
  ['autoscaling', { min: 2, max: 1 }],
  ['autoscaling', { min: 1, max: 2, target: 3 }],
  ['drainDelaySeconds', '300'],
  ['revisionHistoryLimit', -1],
  ['deletionPolicy', 'force'],
  ['deletionPolicy', { type: 'keep' }],
  ['deletionPolicy', { type: 'drain', afterSeconds: 1 }],
  ['deletionPolicy', { type: 'drain-then-force' }],
  ['deletionPolicy', { type: 'drain-then-force', afterSeconds: -1 }],
  ['paused', 'true'],
])('a deployment whose %s is %j is left out', (field, value) => {
  const { state: read, faults } = parse({
    ...state,
    deployments: [{ ...deployment, [field]: value }],
  });
  expect(read?.deployments).toEqual([]);
  expect(faults).toEqual([expect.stringContaining(`deployments[0].${field}: `)]);
});

test.each([
  ['key', 'Restate'],
  ['url', 'restate:9070'],
  // Which file is a token is in the spec of the pod.
  ['bearerTokenFile', '/var/run/secrets/kubernetes.io/serviceaccount/token'],
  ['headerFiles', { a: '/etc/hostname' }],
  ['caFile', '/etc/ca'],
])('an admin API whose %s is %j is left out', (field, value) => {
  const admins = [{ ...state.admins[0], [field]: value }];
  const { state: read, faults } = parse({ ...state, admins, deployments: [] });
  expect(read?.admins).toEqual([]);
  expect(faults).toEqual([expect.stringContaining(`admins[0].${field}: `)]);
});

test.each([
  ['knative', 'yes'],
  ['idIsDefault', 1],
  ['sweep', { everyMinutes: 0, offsetMinutes: 0 }],
  ['sweep', { everyMinutes: 5 }],
  ['sweep', { everyMinutes: 5, offsetMinutes: 0, seconds: 1 }],
])('a desired state whose %s is %j is read without it', (field, value) => {
  const { state: read, faults } = parse({ ...state, [field]: value });
  expect(read?.deployments).toEqual([deployment]);
  expect(read).toMatchObject({ knative: false, idIsDefault: false, sweep: undefined });
  expect(faults).toEqual([expect.stringContaining(`${field}: `)]);
});

test('what is no object is no entry', () => {
  expect(parse({ ...state, deployments: ['greeter', null] }).faults).toEqual([
    'deployments[0]: "greeter" is not an object; apply the app again',
    'deployments[1]: null is not an object; apply the app again',
  ]);
});
