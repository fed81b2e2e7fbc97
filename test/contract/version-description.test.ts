import {
  describeVersion,
  formatDeletionPolicy,
  parseDeletionPolicy,
  readDescription,
} from '../../src/contract';

test.each([
  { type: 'drain' },
  { type: 'force' },
  { type: 'drain-then-force', afterSeconds: 3600 },
] as const)('the deletion policy $type survives its annotation', (policy) => {
  expect(parseDeletionPolicy(formatDeletionPolicy(policy))).toEqual(policy);
});

test.each([
  '',
  'Force',
  'drain-then-force',
  'drain-then-force=',
  'drain-then-force=-1',
  'drain-then-force=1s',
  'no drain-then-force=1',
])('the text "%s" is no deletion policy', (text) =>
  expect(parseDeletionPolicy(text)).toBeUndefined(),
);

test('a version describes itself without the desired state', () => {
  const entry = {
    name: 'greeter',
    version: 'v1',
    admin: 'restate',
    adminUrl: 'http://restate:9070',
    uri: 'http://greeter-v1:9080',
    paused: true,
    drainDelaySeconds: 300,
    deletionPolicy: { type: 'drain' },
  } as const;
  expect(describeVersion(entry)).toStrictEqual({
    'restate.dev/version': 'v1',
    'restate.dev/admin': 'restate',
    'restate.dev/admin-url': 'http://restate:9070',
    'restate.dev/uri': 'http://greeter-v1:9080',
    'restate.dev/drain-delay-seconds': '300',
    'restate.dev/deletion-policy': 'drain',
  });
});

test('what a version says of itself is read back as it was', () => {
  const description = {
    version: 'v1',
    admin: 'restate',
    adminUrl: 'http://restate:9070',
    servicePath: '/api',
    tunnelUrl: 'https://tunnel.us.restate.cloud:9080/123abc/mine',
    drainDelaySeconds: 3600,
    deletionPolicy: { type: 'drain-then-force', afterSeconds: 60 },
  } as const;
  expect(readDescription(describeVersion(description))).toStrictEqual(description);
});

test('an endpoint is recorded with the defaults of what its entry leaves out', () => {
  expect(describeVersion({ version: 'v1', admin: 'a', adminUrl: 'http://a' })).toEqual({
    'restate.dev/version': 'v1',
    'restate.dev/admin': 'a',
    'restate.dev/admin-url': 'http://a',
    'restate.dev/drain-delay-seconds': '300',
    'restate.dev/deletion-policy': 'drain',
  });
});

test.each(['-1', '1m', '', '1.5'])(
  'an annotation that somebody has broken is as if it were not there: %j',
  (seconds) => {
    expect(
      readDescription({
        'restate.dev/drain-delay-seconds': seconds,
        'restate.dev/deletion-policy': 'Force',
        'restate.dev/version': 'v1',
        'example.com/other': 'x',
      }),
    ).toStrictEqual({ version: 'v1' });
  },
);
