import { runtimePermissions } from '../../src/contract';
import type { PermissionNames } from '../../src/contract';

const NAMES: PermissionNames = {
  desiredState: 'shop-desired',
  status: 'shop-status',
  leases: ['shop-admin-1'],
  services: ['greeter-v1'],
  rollouts: [],
  companions: [],
  host: 'shop',
  knative: false,
  watch: false,
};

/** A rule as one line: the resource with its group, the names that it is limited to, the verbs. */
function rules(names: Partial<PermissionNames> = {}): string[] {
  return runtimePermissions({ ...NAMES, ...names }).map(
    ({ apiGroups: [group], resources: [resource], resourceNames = [], verbs }) =>
      [group === '' ? resource : `${resource}.${group}`, ...resourceNames, ...verbs].join(' '),
  );
}

const KNATIVE = (read: string) => [
  `configurations.serving.knative.dev ${read} delete`,
  `routes.serving.knative.dev ${read} patch delete`,
  `services.serving.knative.dev ${read} delete`,
];

test('a CronJob lists, scales, annotates and deletes, and can change nothing that runs in pods', () => {
  expect(rules()).toEqual([
    'configmaps shop-desired get',
    'configmaps shop-status get create patch update',
    'leases.coordination.k8s.io shop-admin-1 get create update',
    'replicasets.apps list delete',
    'replicasets/scale.apps patch',
    'replicasets/status.apps patch',
    'services list delete',
    'services/status greeter-v1 patch',
    'horizontalpodautoscalers.autoscaling list delete',
    'horizontalpodautoscalers/status.autoscaling patch',
    'jobs.batch list delete',
    'cronjobs.batch shop get',
    'deployments.apps shop get delete',
    'events create',
  ]);
});

test('a Deployment watches what a CronJob lists, and deletes the CronJob that was before it', () => {
  expect(rules({ watch: true })).toEqual([
    'configmaps shop-desired get list watch',
    'configmaps shop-status get create patch update',
    'leases.coordination.k8s.io shop-admin-1 get create update',
    'replicasets.apps list watch delete',
    'replicasets/scale.apps patch',
    'replicasets/status.apps patch',
    'services list watch delete',
    'services/status greeter-v1 patch',
    'horizontalpodautoscalers.autoscaling list watch delete',
    'horizontalpodautoscalers/status.autoscaling patch',
    'jobs.batch list watch delete',
    'cronjobs.batch shop get delete',
    'events create',
  ]);
});

test('without a Service whose name is known, none can be patched: no names would be all names', () => {
  expect(rules({ services: [] })).toEqual(
    rules().filter((each) => !each.startsWith('services/status')),
  );
});

test('the objects of Knative come last, and a Configuration can not be patched', () => {
  expect(rules({ knative: true })).toEqual([...rules(), ...KNATIVE('list')]);
  expect(rules({ knative: true, watch: true })).toEqual([
    ...rules({ watch: true }),
    ...KNATIVE('list watch'),
  ]);
});
