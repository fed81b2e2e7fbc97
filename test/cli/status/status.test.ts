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

const table = (...configMaps: any[]) => statusTable(runtimesOf(configMaps)).split('\n');

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
    'apps/shop: AdminReachable/restate is False (Some): connection refused',
    'apps/greeter: Ready is False (Some): META0006: a breaking change',
    'apps/greeter: Degraded is True (Some): quota exceeded',
    '',
  ]);
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
    expect.stringMatching(/^apps\/broken: cannot parse the status: /),
    'apps/fresh: has not run yet',
    'apps/newer: the status was written by a newer cdk8s-restate; upgrade this program',
    'apps/orphan: ConfigMap "orphan-desired" not found; apply the app again',
    '',
  ]);
});
