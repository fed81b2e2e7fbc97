import { describeVersion, formatDeletionPolicy, parseDeletionPolicy } from '../../src/contract';

test.each([
  { type: 'drain' },
  { type: 'force' },
  { type: 'drain-then-force', afterSeconds: 3600 },
] as const)('the deletion policy $type survives its annotation', (policy) => {
  expect(parseDeletionPolicy(formatDeletionPolicy(policy))).toEqual(policy);
});

test.each(['', 'Force', 'drain-then-force', 'drain-then-force=', 'drain-then-force=-1'])(
  'the text "%s" is no deletion policy',
  (text) => expect(parseDeletionPolicy(text)).toBeUndefined(),
);

test('a version describes itself without the desired state', () => {
  expect(
    describeVersion({
      version: 'v1',
      admin: 'restate',
      adminUrl: 'http://restate:9070',
      uri: 'http://greeter-v1:9080',
      drainDelaySeconds: 300,
      deletionPolicy: { type: 'drain' },
    }),
  ).toEqual({
    'restate.dev/version': 'v1',
    'restate.dev/admin': 'restate',
    'restate.dev/admin-url': 'http://restate:9070',
    'restate.dev/uri': 'http://greeter-v1:9080',
    'restate.dev/drain-delay-seconds': '300',
    'restate.dev/deletion-policy': 'drain',
  });
});
