import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { FaultSink } from '../../src/core/faults';
import { manifestValue, rawManifestValue } from '../../src/core/manifest-value';

function collect(): FaultSink & { fields: string[] } {
  const fields: string[] = [];
  return { fields, add: (field) => fields.push(field) };
}

test('quantities and int-or-strings become what they stand for', () => {
  const value = {
    cpu: k8s.Quantity.fromString('500m'),
    port: k8s.IntOrString.fromNumber(80),
    plain: '4Gi',
  };
  expect(manifestValue(value, collect(), '')).toEqual({ cpu: '500m', port: 80, plain: '4Gi' });
});

test('null, empty maps, empty lists and unknown fields are kept', () => {
  const value = {
    metadata: null,
    emptyDir: {},
    args: [],
    newerThanTheTypes: { a: 1 },
    gone: undefined,
  };
  expect(manifestValue(value, collect(), '')).toEqual({
    metadata: null,
    emptyDir: {},
    args: [],
    newerThanTheTypes: { a: 1 },
  });
});

test('a typed field is written as Kubernetes spells it, but not a key of the user', () => {
  const value = { hostIpc: true, labels: { hostIpc: 'mine' } };
  expect(manifestValue(value, collect(), '')).toEqual({
    hostIPC: true,
    labels: { hostIpc: 'mine' },
  });
  expect(rawManifestValue({ hostIpc: true }, collect(), '')).toEqual({ hostIpc: true });
});

test('what JSON cannot hold is a fault at its field', () => {
  const faults = collect();
  manifestValue(
    { a: [1, () => 1], b: new Map(), c: Lazy.any({ produce: () => 1 }), d: NaN },
    faults,
    'template',
  );
  expect(faults.fields).toEqual(['template.a[1]', 'template.b', 'template.c', 'template.d']);
});

test('an integer that has lost digits is a fault, a bigint keeps them', () => {
  const faults = collect();
  expect(manifestValue({ exact: 9007199254740993n }, faults, 'a')).toEqual({
    exact: 9007199254740993n,
  });
  manifestValue({ rounded: 2 ** 60 }, faults, 'b');
  expect(faults.fields).toEqual(['b.rounded']);
});

test('keys that are properties of every JavaScript object are kept', () => {
  const value = { nodeSelector: { toString: 'a', valueOf: 'b' }, hasOwnProperty: 'c' };
  expect(manifestValue(value, collect(), '')).toEqual(value);
});

test('a key that cdk8s cannot write is a fault at its map', () => {
  const faults = collect();
  const given = JSON.parse('{"labels": {"constructor": "a", "__proto__": "b", "team": "c"}}');
  expect(manifestValue(given, faults, 'metadata')).toEqual({ labels: { team: 'c' } });
  expect(faults.fields).toEqual(['metadata.labels', 'metadata.labels']);
});
