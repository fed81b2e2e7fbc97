import { printableJson } from '../../../src/cli/printable';
import { nextStep } from '../../../src/cli/status/next-step';
import { runtimesOf } from '../../../src/cli/status/runtimes';
import { statusTable } from '../../../src/cli/status/table';
import {
  CONTRACT_VERSION,
  DESIRED_STATE_KEY,
  NAMES,
  podLabels,
  STATUS_KEY,
} from '../../../src/contract';
import type { DesiredState, RuntimeStatus } from '../../../src/contract';
import { page } from '../../docs/markdown';

const configMap = (id: string, name: string, data: { [key: string]: string }) => ({
  metadata: { name, namespace: 'apps', labels: podLabels(id) },
  data,
});

const desired = (state: Partial<DesiredState>, id = 'shop') =>
  configMap(id, NAMES.desiredState(id), {
    [DESIRED_STATE_KEY]: JSON.stringify({
      contract: CONTRACT_VERSION,
      id,
      admins: [{ key: 'restate', url: 'http://restate.restate.svc.cluster.local:9070' }],
      deployments: [],
      ...state,
    }),
  });

const status = (state: Partial<RuntimeStatus>, id = 'shop') =>
  configMap(id, NAMES.status(id), {
    [STATUS_KEY]: JSON.stringify({
      contract: CONTRACT_VERSION,
      id,
      conditions: [],
      deployments: [],
      ...state,
    }),
  });

const condition = (type: string, value: 'True' | 'False', message: string) => ({
  type,
  status: value,
  reason: 'Some',
  message,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

const GREETER: RuntimeStatus['deployments'][number] = {
  name: 'greeter',
  admin: 'restate',
  version: '59d5bd8c4',
  hash: 'b',
  conditions: [condition('Ready', 'True', 'registered')],
  versions: [
    {
      version: '59d5bd8c4',
      object: 'greeter-59d5bd8c4',
      mode: 'ReplicaSet',
      state: 'Latest',
      deploymentId: 'dp_17sztQp4gnEC1L0OCFM9aEh',
      replicas: { desired: 2, ready: 2 },
      invocations: 0,
    },
    {
      version: '7c96f4b8d6',
      object: 'greeter-7c96f4b8d6',
      mode: 'ReplicaSet',
      state: 'Draining',
      deploymentId: 'dp_11vUYLCmMEpYlLpEQCWBMY5',
      replicas: { desired: 1, ready: 0 },
      invocations: 3,
      blockers: ['invocations that started on it: 3 suspended', 'it waits'],
    },
  ],
};

const NOW = new Date('2026-01-01T00:05:00Z');
const table = (...configMaps: any[]) =>
  statusTable({ runtimes: runtimesOf(configMaps), clusters: [] }, { now: NOW }).split('\n');

test('a version is a line: state, ready and desired replicas, invocations, id and what blocks its removal', () => {
  expect(table(desired({}), status({ deployments: [GREETER] }))).toEqual([
    'NAMESPACE   DEPLOYMENT   VERSION      STATE      REPLICAS   INVOCATIONS   DEPLOYMENT ID                REMOVE AT   BLOCKED BY',
    'apps        greeter      59d5bd8c4    Latest     2/2        0             dp_17sztQp4gnEC1L0OCFM9aEh   -',
    'apps        greeter      7c96f4b8d6   Draining   0/1        3             dp_11vUYLCmMEpYlLpEQCWBMY5   -           invocations that started on it: 3 suspended; it waits',
    '',
  ]);
});

test('problems are listed below the table, with the message of the runtime', () => {
  const lines = table(
    desired({}),
    status({
      conditions: [condition('AdminReachable/restate', 'False', 'connection refused')],
      deployments: [
        {
          ...GREETER,
          conditions: [
            condition('Ready', 'False', 'META0006: a breaking change'),
            condition('Degraded', 'True', 'quota exceeded'),
          ],
        },
      ],
    }),
  );
  expect(lines.slice(4)).toEqual([
    'apps/shop: AdminReachable/restate is False (Some, for 5m): connection refused',
    'apps/greeter: Ready is False (Some, for 5m): META0006: a breaking change',
    'apps/greeter: Degraded is True (Some, for 5m): quota exceeded',
    '',
  ]);
});

test('Kafka clusters and subscriptions are lines below the versions, with what to do about them', () => {
  const admin = { key: 'restate', url: 'http://restate:9070' };
  const kafka = [
    { object: 'kafka-cluster/events', admin, conditions: [condition('Ready', 'True', 'there')] },
    {
      ...{ object: 'subscription/orders', admin, id: 'sub_1' },
      ...{ source: 'kafka://events/orders', sink: 'service://Checkout/order' },
      conditions: [{ ...condition('Ready', 'False', 'no Checkout'), reason: 'WaitingForService' }],
    },
  ];
  expect(table(desired({}), status({ kafka }))).toEqual([
    'NAMESPACE   KAFKA                  STATE               FROM                    TO                         SUBSCRIPTION ID',
    'apps        kafka-cluster/events   Some                -                       -                          -',
    'apps        subscription/orders    WaitingForService   kafka://events/orders   service://Checkout/order   sub_1',
    '',
    'apps/subscription/orders: Ready is False (WaitingForService, for 5m): no Checkout -> deploy the service, or mend its name in the subscription',
    '',
  ]);
});

test('what is not ready says what to do next, with the names that it is about', () => {
  const of = (reason: string) => ({ ...condition('Ready', 'False', 'why'), reason });
  const lines = table(
    desired({}),
    status({
      conditions: [{ ...condition('DesiredStateReadable', 'False', 'a'), reason: 'Faults' }],
      deployments: [{ ...GREETER, conditions: [of('NotReady')] }],
    }),
  );
  expect(lines.slice(4, 6)).toEqual([
    'apps/shop: DesiredStateReadable is False (Faults, for 5m): a -> apply the app again',
    'apps/greeter: Ready is False (NotReady, for 5m): why -> kubectl -n apps describe replicaset greeter-59d5bd8c4',
  ]);
});

test('there is a next step for each reason that is to be acted upon', () => {
  const { text } = page('docs/troubleshooting.md');
  const rows = [
    ...text.matchAll(
      /^\| ((?:`\w+`,? ?)+) \| ([^|]*(?:Ready|Degraded|Reachable|Readable)[^|]*) \|/gm,
    ),
  ];
  const reasons = rows.flatMap(([, words]) => [...words.matchAll(/\w+/g)].map(([word]) => word));
  const fine = ['Registered', 'Reachable', 'Readable'];
  expect(reasons.length).toBeGreaterThan(15);
  const without = reasons.filter(
    (reason) => !nextStep({ ...condition('Ready', 'False', ''), reason }, 'apps'),
  );
  expect([...new Set(without)]).toEqual(fine);
});

test('when a version goes is told from now on; wide has the time itself, and where it is registered', () => {
  const drained = { ...GREETER.versions[1], state: 'Drained' as const, blockers: undefined };
  const deployments = [
    {
      ...GREETER,
      versions: [
        { ...drained, removeAt: '2026-01-01T00:07:30Z', rule: 'drained, waits', uri: 'http://a' },
        { ...drained, removeAt: '2026-01-01T00:04:00Z' },
      ],
    },
  ];
  const [, soon, over] = table(desired({}), status({ deployments }));
  expect(soon).toMatch(/ in 2m30s$/);
  expect(over).toMatch(/ now$/);
  const wide = statusTable(
    { runtimes: runtimesOf([desired({}), status({ deployments })]), clusters: [] },
    { now: NOW, wide: true },
  );
  expect(wide.split('\n')[1]).toMatch(
    / 2026-01-01T00:07:30Z +ReplicaSet +restate +http:\/\/a +drained, waits$/,
  );
});

test('a status that is older than the desired state is reported', () => {
  const wanted = (name: string, hash: string) => ({
    name,
    hash,
    mode: 'Endpoint' as const,
    version: 'v2',
    object: `${name}-v2`,
    discoveryHash: 'd',
    admin: 'restate',
    uri: 'http://a:9080',
  });
  const deployments = [wanted('greeter', 'c'), wanted('new', 'a')];
  expect(table(desired({ deployments }), status({ deployments: [GREETER] })).slice(4)).toEqual([
    'apps/shop: has not reconciled version v2 of greeter yet',
    'apps/shop: has not reconciled version v2 of new yet',
    '',
  ]);
});

test('a runtime that has never run, lost its desired state, or wrote a newer or invalid status is reported', () => {
  const broken = configMap('broken', NAMES.status('broken'), { [STATUS_KEY]: '{' });
  const lines = table(
    desired({}, 'fresh'),
    status({}, 'orphan'),
    status({ contract: CONTRACT_VERSION + 1 }, 'newer'),
    desired({}, 'newer'),
    broken,
    desired({}, 'broken'),
  );
  expect(lines).toEqual([
    'apps/broken: the status cannot be read; the next run writes it anew',
    'apps/fresh: has not run yet',
    'apps/newer: the status was written by a newer cdk8s-restate; upgrade this program',
    'apps/orphan: ConfigMap "orphan-desired" not found; apply the app again',
    '',
  ]);
});

describe('what anybody who may write ConfigMaps has written', () => {
  const evil = (text: string) => configMap('evil', NAMES.status('evil'), { [STATUS_KEY]: text });
  const good = [desired({}), status({ deployments: [GREETER] })];

  test.each([
    '{"contract":1}',
    'null',
    '5',
    '[]',
    '{"contract":1,"id":"a","conditions":[],"deployments":[{}]}',
    '{"contract":1,"id":"a","conditions":[{"type":5}],"deployments":[]}',
  ])('in the place of a status is one line, and hides nothing of the others: %s', (text) => {
    const lines = table(...good, evil(text), desired({}, 'evil'));
    expect(lines).toHaveLength(6);
    expect(lines[4]).toBe('apps/evil: the status cannot be read; the next run writes it anew');
  });

  test('in the place of a desired state is one line', () => {
    const entries = Array.from({ length: 1_000 }, () => ({}));
    const text = JSON.stringify({ contract: 1, id: 'evil', admins: entries, deployments: [] });
    const state = configMap('evil', NAMES.desiredState('evil'), { [DESIRED_STATE_KEY]: text });
    const lines = table(...good, state, status({}, 'evil'));
    expect(lines).toHaveLength(6);
    expect(lines[4]).toMatch(/^apps\/evil: invalid desired state: .*, and \d+ more faults$/);
  });

  const NAME = '\u001b[2Ja\nprod   svc   v9   Latest\u202e\u009b1m';
  const SHOWN = '\\u001b[2Ja\\u000aprod   svc   v9   Latest\\u202e\\u009b1m';
  const told = {
    ...GREETER,
    name: NAME,
    conditions: [condition('Ready', 'False', `500 ${NAME}`)],
    versions: [{ ...GREETER.versions[0], blockers: [NAME] }],
  };

  test('makes no rows and controls no terminal', () => {
    const lines = table(desired({}), status({ deployments: [told] }));
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain(`apps        ${SHOWN}   59d5bd8c4`);
    expect(lines[3]).toBe(`apps/${SHOWN}: Ready is False (Some, for 5m): 500 ${SHOWN}`);
  });

  test('is not longer than what has a place', () => {
    const long = { ...told, name: 'x'.repeat(900_000), conditions: [] };
    const lines = table(...good, status({ deployments: [long] }, 'evil'), desired({}, 'evil'));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(3_000);
  });

  test('is the same in JSON, and controls no terminal there either', () => {
    const json = printableJson({ name: NAME });
    expect(json).toBe(`{\n  "name": "${SHOWN.replace('\\u000a', '\\n')}"\n}`);
    expect(JSON.parse(json)).toEqual({ name: NAME });
  });
});
