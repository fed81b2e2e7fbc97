import { Chart } from 'cdk8s';
import { RestateAdmin, RestateKnativeDeployment } from '../../src';
import type { RestateDeploymentProps } from '../../src';
import { newEnvironment } from '../cloud/environment';
import { faultsOf } from '../core/faults-of';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

test.each<[Partial<RestateDeploymentProps>, RegExp]>([
  [{ labels: { 'a b': 'c' } }, /^labels: the key "a b" is not a qualified name/],
  [{ labels: { a: 'b c' } }, /^labels\["a"\]: "b c" is not a label value/],
  [{ labels: { a: new Map() as any } }, /^labels\.a: /],
  [{ annotations: { 'a b': 'c' } }, /^annotations: the key "a b" is not a qualified name/],
  [{ annotations: { a: new Map() as any } }, /^annotations\.a: /],
  [{ revisionHistoryLimit: -1 }, /^revisionHistoryLimit: must be an integer .* got -1/],
])('%j is refused by the name of its field', (props, fault) => {
  const [found] = faultsOf(Chart.of(newDeployment(props)));
  expect(found.replace('[shop/greeter] ', '')).toMatch(fault);
});

test('each container of several is checked, with or without a name', () => {
  const chart = newChart();
  const port = { ports: [{ containerPort: 8080 }] };
  new RestateKnativeDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromUrl('http://restate.restate:9070'),
    rawTemplate: { spec: { containers: [{ name: 'app', image: 'a', ...port }, { name: 'b' }] } },
  });
  expect(faultsOf(chart)).toEqual([
    expect.stringMatching(/rawTemplate\.spec\.containers\[1\]\.image: missing required field/),
  ]);
});

test('a version with an address of its own does not say which tunnel leads to it', () => {
  const chart = newChart();
  const environment = newEnvironment(chart);
  newDeployment({ admin: RestateAdmin.fromCloud(environment) }, chart);
  const [{ metadata }] = ofKind(chart, 'ReplicaSet');
  expect(metadata.annotations).toHaveProperty(['restate.dev/uri']);
  expect(metadata.annotations).not.toHaveProperty(['restate.dev/tunnel-url']);
});
