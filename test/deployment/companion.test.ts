import { App, Chart } from 'cdk8s';
import { ConfigMap, k8s } from 'cdk8s-plus-28';
import { desiredState, newChart, newDeployment, ofKind } from './synth';
import { RestateDeployment, RestateRuntime, RestateRuntimeMode } from '../../src';
import { parseDesiredState } from '../../src/contract';
import { pluralOf } from '../../src/deployment/companion';
import { faultsOf } from '../core/faults-of';

const DATA = { greeting: 'hello' };

function settings(chart: Chart, props: Partial<k8s.KubeConfigMapProps> = {}): k8s.KubeConfigMap {
  const metadata = { name: RestateDeployment.contentName('settings', props.data ?? DATA) };
  return new k8s.KubeConfigMap(chart, 'settings', {
    ...{ metadata, immutable: true, data: DATA },
    ...props,
  });
}

test('a companion is kept from pruning, and the runtime may make the version its owner and no other', () => {
  const chart = newChart();
  const configMap = settings(chart);
  newDeployment({}, chart).addCompanion(configMap);
  const state = desiredState(chart);
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
  const { name } = configMap;
  expect(state.deployments[0].companions).toEqual([
    { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', name },
  ]);
  const { annotations } = configMap.toJson().metadata;
  expect(annotations).toMatchObject({
    'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
  const rules = ofKind(chart, 'Role')[0].rules.filter(({ resourceNames = [] }: any) =>
    resourceNames.includes(name),
  );
  expect(rules).toEqual([
    {
      ...{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'patch', 'delete'] },
      resourceNames: [name],
    },
  ]);
  expect(faultsOf(chart)).toEqual([]);
});

test('it is applied before the pods that need it', () => {
  const chart = newChart();
  const deployment = newDeployment({}, chart);
  deployment.addCompanion(settings(chart));
  const kinds = chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const at = (start: string) => kinds.findIndex((kind) => kind.startsWith(start));
  expect(at('ConfigMap settings-')).toBeLessThan(at('ReplicaSet'));
});

test('a construct of cdk8s-plus can be one, and an object that carries the name of the version', () => {
  const chart = newChart();
  const deployment = newDeployment({}, chart);
  const metadata = { name: RestateDeployment.contentName('plus', DATA) };
  deployment.addCompanion(new ConfigMap(chart, 'plus', { metadata, data: DATA, immutable: true }));
  deployment.addCompanion(
    new k8s.KubePodDisruptionBudget(chart, 'budget', {
      metadata: { name: `budget-${deployment.versionName}` },
    }),
  );
  expect(desiredState(chart).deployments[0].companions).toMatchObject([
    { resource: 'configmaps' },
    { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' },
  ]);
  expect(faultsOf(chart)).toEqual([]);
});

test('the annotations that it has stay, and so does its version without any companion', () => {
  const chart = newChart();
  const deployment = newDeployment({}, chart);
  const { versionName } = newDeployment();
  const configMap = settings(chart, {
    metadata: {
      name: 'settings-1',
      annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' },
    },
  });
  deployment.addCompanion(configMap);
  expect(deployment.versionName).toBe(versionName);
  expect(configMap.toJson().metadata.annotations['argocd.argoproj.io/sync-options']).toBe(
    'Prune=false,Delete=false,Force=true',
  );
});

test('other content has another name, whatever the order of its keys', () => {
  const name = (content: unknown) => RestateDeployment.contentName('settings', content);
  expect(name({ a: '1', b: '2' })).toBe(name({ b: '2', a: '1' }));
  expect(name({ a: '1' })).not.toBe(name({ a: '2' }));
});

const FAULTS: { [about: string]: [given: (chart: Chart) => any, fault: string] } = {
  'a ConfigMap that can be changed': [
    (chart) => settings(chart, { immutable: false }),
    'can be changed under the same name, also for older versions that use it; set immutable: true, and name it by',
  ],
  'another object that the next version has as well': [
    (chart) => new k8s.KubeService(chart, 'other', { metadata: { name: 'other' } }),
    'addCompanion(Service "other"): has the same name in the next version, which would change it for this one; put "greeter-',
  ],
  'an object of another namespace': [
    (chart) => settings(chart, { metadata: { name: 'settings-1', namespace: 'other' } }),
    'is in the namespace "other", and is owned by an object of "apps"; put both into the same namespace',
  ],
  'an object of another App': [
    () => settings(new Chart(new App(), 'other', { namespace: 'apps' })),
    'is in another App; add both to the same App',
  ],
  'a construct without an object': [
    (chart) => chart,
    'addCompanion: was called without a Kubernetes object; give a ConfigMap',
  ],
};

test.each(Object.entries(FAULTS))(
  '%s is refused at synth, and nothing else',
  (_, [given, fault]) => {
    const chart = newChart();
    newDeployment({}, chart).addCompanion(given(chart));
    const [found, ...others] = faultsOf(chart);
    expect(found).toContain('[shop/greeter] addCompanion');
    expect(found).toContain(fault);
    expect(others).toEqual([]);
  },
);

test('where no runtime manages the versions, nothing would remove it', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'runtime', { mode: RestateRuntimeMode.none() });
  newDeployment({}, chart).addCompanion(settings(chart));
  expect(faultsOf(chart)).toEqual([
    expect.stringContaining(
      'addCompanion: nothing would remove the object, as the runtime is none()',
    ),
  ]);
});

test('resources are named as kubectl guesses them', () => {
  const kinds = ['ConfigMap', 'NetworkPolicy', 'Ingress', 'Endpoints', 'PodMonitor'];
  expect(kinds.map(pluralOf)).toEqual([
    ...['configmaps', 'networkpolicies', 'ingresses', 'endpoints', 'podmonitors'],
  ]);
});
