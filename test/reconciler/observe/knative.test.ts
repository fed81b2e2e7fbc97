import type { DesiredState } from '../../../src/contract';
import type { ObservedVersion } from '../../../src/reconciler/observe/observation';
import { findVersions } from '../../../src/reconciler/observe/versions';
import type { ListedObjects } from '../../../src/reconciler/observe/versions';

const NOTHING: ListedObjects = {
  replicaSets: [],
  services: [],
  horizontalPodAutoscalers: [],
  configurations: [],
  routes: [],
  knativeServices: [],
  endpoints: [],
};

const LABELS = { 'restate.dev/owned-by': 'greeter', 'restate.dev/runtime': 'app' };

const object = (name: string, more: object = {}, status: object = {}) => ({
  metadata: { name, uid: `uid of ${name}`, generation: 1, labels: LABELS, ...more },
  status: {
    observedGeneration: 1,
    conditions: [{ type: 'Ready', status: 'True' }],
    url: `http://${name}.apps.svc.cluster.local`,
    ...status,
  },
});

const byService = {
  ownerReferences: [{ apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'greeter' }],
};

function versions(
  listed: Partial<ListedObjects>,
  desiredObjects: string[] = [],
): ObservedVersion[] {
  const desired = {
    contract: 1,
    id: 'app',
    admins: [],
    deployments: desiredObjects.map((name) => ({
      name: 'greeter',
      object: name,
      mode: 'KnativeRevision',
    })),
  } as unknown as DesiredState;
  return findVersions(desired, { ...NOTHING, ...listed } as ListedObjects).versions;
}

const parts = (version: ObservedVersion) => version.parts.map(({ kind }) => kind);

test('what a Knative Service makes by itself is no version, though it has the labels', () => {
  const found = versions(
    {
      knativeServices: [object('greeter')],
      routes: [object('greeter', byService), object('greeter-1')],
      configurations: [object('greeter', byService)],
    },
    ['greeter-1'],
  );
  expect(found.map((version) => [version.object, version.mode, version.deployment])).toEqual([
    ['greeter-1', 'KnativeRevision', 'greeter'],
  ]);
});

test.each<[string, string[], string[], string[][]]>([
  ['while it is desired', ['greeter-1'], ['greeter-1'], [[]]],
  ['while another version drains', ['greeter-1', 'greeter-2'], [], [[], []]],
  ['with its last version', ['greeter-1'], [], [['knativeServices']]],
  ['by itself, when no version is left', [], [], [['knativeServices']]],
])('a Knative Service goes: %s', (_, routes, desired, expected) => {
  const found = versions(
    { knativeServices: [object('greeter')], routes: routes.map((name) => object(name)) },
    desired,
  );
  expect(found.map(parts)).toEqual(expected);
});

test('a tag that was updated is not ready before its Route leads to the new revision', () => {
  const revisions = {
    latestCreatedRevisionName: 'greeter-v1-00002',
    latestReadyRevisionName: 'greeter-v1-00002',
  };
  const notReady = (revisionName: string) =>
    versions({
      configurations: [object('greeter-v1', {}, revisions)],
      routes: [object('greeter-v1', {}, { traffic: [{ revisionName }] })],
    })[0].notReady;
  expect(notReady('greeter-v1-00001')).toBe(
    'its Route does not send traffic to greeter-v1-00002 yet',
  );
  expect(notReady('greeter-v1-00002')).toBeUndefined();
});

test('Restate Cloud is told to reach a Route through the tunnel', () => {
  const annotations = {
    'restate.dev/service-path': '/api',
    'restate.dev/tunnel-url': 'https://tunnel.us.restate.cloud:9080/abc/mine',
  };
  const [version] = versions({ routes: [object('greeter-1', { annotations })] });
  expect(version.uri).toBe(
    'https://tunnel.us.restate.cloud:9080/abc/mine/http/greeter-1.apps.svc.cluster.local/80/api',
  );
});
