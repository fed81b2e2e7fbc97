import { Duration } from 'cdk8s';
import { ADMIN, app, desired, NAMESPACE, planned, plannedOf, statusOf } from './made';
import { RestateDeletionPolicy, RestateGate } from '../../../src';

const V1 = app({ deployments: { greeter: { image: 'a:1' } } });
const V2 = app({ deployments: { greeter: { image: 'a:2' } } });
const V3 = app({ deployments: { greeter: { image: 'a:3' } } });
const NOTHING = app({});
const [v1, v2, v3] = [V1, V2, V3].map((text) => desired(text, 'greeter'));

const serving = (...versions: Array<typeof v1>) =>
  statusOf(
    'greeter',
    versions.map(({ object }, index) => ({
      object,
      state: index === 0 ? ('Latest' as const) : ('Draining' as const),
      replicas: { desired: 1, ready: 1 },
      invocations: index,
      ...(index > 0 && { blockers: [`invocations that started on it: ${index} suspended`] }),
    })),
  );

test('a first apply registers the version; there is nothing that it could break', () => {
  const plan = planned(V1, { applied: [] });
  expect(plan.changes).toBe(true);
  expect(plan.runtimes[0].deployments).toEqual([
    {
      name: 'greeter',
      change: 'new deployment',
      version: v1.version,
      registers: { url: ADMIN, uri: v1.uri, again: false },
      replicas: { to: 1 },
      props: [],
      oldVersions: [],
      remarks: [],
    },
  ]);
  expect(plan.jobs).toEqual([
    { namespace: NAMESPACE, name: `greeter-register-${v1.hash}`, why: 'registers greeter' },
  ]);
});

test('what was applied, and is registered and the latest, does not change', () => {
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  const plan = planned(V1, made);
  expect({ ...plan, runtimes: [] }).toEqual({
    changes: false,
    runtimes: [],
    clusters: [],
    jobs: [],
    objects: [],
    pruned: [],
    remarks: [],
    problems: [],
  });
  expect(plan.runtimes[0].deployments).toEqual([
    {
      name: 'greeter',
      change: 'unchanged',
      version: v1.version,
      props: [],
      oldVersions: [],
      remarks: [],
    },
  ]);
});

test('a new version: all older ones drain, with what holds each, and a breaking change is unknown', () => {
  const made = {
    applied: [V1, V2],
    registered: [v1.object, v2.object],
    status: serving(v2, v1),
  };
  expect(plannedOf('greeter', V3, made)).toMatchObject({
    change: 'new version',
    version: v3.version,
    before: v2.version,
    registers: { again: false, breakingChange: 'unknown' },
    oldVersions: [
      {
        version: v2.version,
        state: 'Latest',
        drains: true,
        drainDelaySeconds: 300,
        then: 'kept',
        invocations: 0,
      },
      {
        version: v1.version,
        drains: true,
        invocations: 1,
        heldBy: ['invocations that started on it: 1 suspended'],
      },
    ],
  });
  expect(plannedOf('greeter', V3, made)).not.toHaveProperty('replicas');
});

test('a breaking change that is allowed is no question', () => {
  const text = app({ deployments: { greeter: { image: 'a:2', breaking: true } } });
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  expect(plannedOf('greeter', text, made).registers).toMatchObject({ breakingChange: 'allowed' });
});

test('a version that its gate will hold is told, and one that has served before is not held', () => {
  const gate = RestateGate.hold();
  const held = (image: string) => app({ deployments: { greeter: { image, gate } } });
  const made = {
    applied: [V1, V2],
    registered: [v1.object, v2.object],
    status: serving(v2, v1),
  };
  expect(plannedOf('greeter', held('a:9'), made).registers).toMatchObject({ gate: 'hold' });
  expect(plannedOf('greeter', held('a:1'), made).registers).not.toHaveProperty('gate');
});

test('the Job of a gate is told by its name', () => {
  const containers = [{ name: 'test', image: 'test:1' }];
  const gate = RestateGate.job({ rawTemplate: { spec: { containers } } });
  const text = app({ deployments: { greeter: { image: 'a:9', gate } } });
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  expect(plannedOf('greeter', text, made).registers).toMatchObject({
    gate: { job: expect.stringMatching(/^greeter-[^-]+-gate-[0-9a-f]{8}$/) },
  });
});

test.each([
  [
    'still drains: Restate has it, and is asked again',
    { registered: [v1.object, v2.object] },
    true,
  ],
  ['is kept without pods', { registered: [v2.object], retained: [v1.object] }, false],
])('a roll back to a version that %s', (_, made, again) => {
  const status = serving(v2, v1);
  expect(plannedOf('greeter', V1, { applied: [V1, V2], ...made, status })).toMatchObject({
    change: 'roll back',
    version: v1.version,
    before: v2.version,
    registers: { again },
    oldVersions: [{ version: v2.version, drains: true, then: 'kept' }],
  });
});

test('a version that never was registered is no roll back, and not kept', () => {
  const made = { applied: [V1, V2], registered: [v1.object], status: serving(v1) };
  expect(plannedOf('greeter', V2, made).change).toBe('unchanged');
  expect(plannedOf('greeter', V3, made).oldVersions).toMatchObject([
    { version: v2.version, drains: false, then: 'removed', because: 'it was never registered' },
    { version: v1.version, drains: true, then: 'kept' },
  ]);
});

test('of the history the newest are kept, up to the limit', () => {
  const text = app({ deployments: { greeter: { image: 'a:3', revisionHistoryLimit: 1 } } });
  const made = {
    applied: [V1, V2],
    registered: [v2.object],
    retained: [v1.object],
    status: serving(v2, v1),
  };
  expect(plannedOf('greeter', text, made).oldVersions).toMatchObject([
    { version: v2.version, then: 'kept' },
    { version: v1.version, then: 'removed', because: 'beyond the history limit of 1' },
  ]);
});

test('the same version with other props: each is told, and nothing is registered', () => {
  const text = app({
    deployments: {
      greeter: { image: 'a:1', replicas: 3, drainDelay: Duration.minutes(1), paused: true },
    },
  });
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  expect(plannedOf('greeter', text, made)).toEqual({
    name: 'greeter',
    change: 'changed',
    version: v1.version,
    paused: true,
    replicas: { from: 1, to: 3 },
    props: [
      { name: 'drainDelaySeconds', from: 300, to: 60 },
      { name: 'paused', to: true },
    ],
    oldVersions: [],
    remarks: [],
  });
});

test('replicas that somebody has set by hand are set back, as the manifest says', () => {
  const made = {
    applied: [V1],
    registered: [v1.object],
    status: serving(v1),
    change: (object: any) => {
      if (object.kind === 'ReplicaSet') object.spec.replicas = 5;
    },
  };
  expect(plannedOf('greeter', V1, made)).toMatchObject({
    change: 'changed',
    replicas: { from: 5, to: 1 },
  });
});

test('while a deployment is paused, nothing of it is registered, and old versions are left alone', () => {
  const text = app({ deployments: { greeter: { image: 'a:2', paused: true } } });
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  const plan = plannedOf('greeter', text, made);
  expect(plan).toMatchObject({
    change: 'new version',
    paused: true,
    oldVersions: [{ drains: false, then: 'left alone' }],
  });
  expect(plan).not.toHaveProperty('registers');
});

test('another admin API: the same version is registered there, too', () => {
  const text = app({ deployments: { greeter: { image: 'a:1' } }, admin: 'http://other:9070' });
  const made = { applied: [V1], registered: [v1.object], status: serving(v1) };
  expect(plannedOf('greeter', text, made)).toMatchObject({
    change: 'changed',
    registers: { url: 'http://other:9070' },
    props: [{ name: 'admin' }],
  });
});

test('another revision of what answers at an address is registered again', () => {
  const [before, after] = ['1', '2'].map((revision) => app({ endpoints: { stock: revision } }));
  expect(plannedOf('stock', after, { applied: [before] })).toMatchObject({
    change: 'changed',
    registers: { uri: expect.stringContaining('stock.example') },
  });
});

describe('a deployment that leaves', () => {
  test.each([
    ['drains, however long that takes', undefined, { type: 'drain' }],
    ['is forced', RestateDeletionPolicy.force(), { type: 'force' }],
    [
      'is forced after some time',
      RestateDeletionPolicy.drainThenForce(Duration.minutes(5)),
      { type: 'drain-then-force', afterSeconds: 300 },
    ],
  ])('by its own deletion policy: it %s', (_, deletionPolicy, policy) => {
    const before = app({ deployments: { greeter: { image: 'a:1', deletionPolicy } } });
    const { object } = desired(before, 'greeter');
    const text = app({ deployments: { other: { image: 'a:1' } } });
    const made = { applied: [before], registered: [object], status: serving(v1) };
    expect(plannedOf('greeter', text, made)).toMatchObject({
      change: 'removed',
      before: v1.version,
      oldVersions: [{ object, drains: true, policy, then: 'removed' }],
    });
  });

  test('and was applied before is no change: its versions are still leaving', () => {
    const plan = planned(NOTHING, { applied: [V1, NOTHING], registered: [v1.object] });
    expect(plan.runtimes[0].deployments).toMatchObject([{ name: 'greeter', change: 'leaving' }]);
    expect(plan.changes).toBe(false);
  });
});

test('a condition that is not as it should be is told of what does not change', () => {
  const status = serving(v1);
  const condition = {
    type: 'Ready',
    status: 'False' as const,
    reason: 'BreakingChange',
    message: 'META0006',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  const [deployment] = status.deployments;
  const told = { ...status, deployments: [{ ...deployment, conditions: [condition] }] };
  const plan = plannedOf('greeter', V1, { applied: [V1], status: told });
  expect(plan.remarks).toEqual(['it is not ready now (BreakingChange): META0006']);
});

describe('what cannot be done', () => {
  test('an object of that name belongs to another runtime', () => {
    const change = (object: any) => {
      if (object.kind === 'ReplicaSet') object.metadata.labels['restate.dev/runtime'] = 'other';
    };
    expect(planned(V1, { applied: [V1], change }).problems).toEqual([
      `shop: ${v1.object} belongs to the runtime other; rename one of the two deployments`,
    ]);
  });

  test('another app seems to have the same default id: nothing of it would be removed', () => {
    const [one, other] = ['greeter', 'cart'].map((name) =>
      app({ deployments: { [name]: { image: 'a:1' } }, unnamed: true }),
    );
    const { object } = desired(one, 'greeter');
    const plan = planned(other, {
      applied: [one],
      registered: [object],
      status: { ...serving(v1), id: 'app-restate' },
    });
    expect(plan.problems).toEqual([expect.stringContaining('another app in the namespace')]);
  });
});
