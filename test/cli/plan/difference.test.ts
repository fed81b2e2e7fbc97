import { changedFields } from '../../../src/cli/plan/difference';

const object = (content: object, metadata: object = {}): any => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', ...metadata },
  ...content,
});
const lastApplied = (content: object) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(content) },
});

test.each([
  ['defaults of the server', { spec: { a: 1 } }, { spec: { a: 1, clusterIP: '10.0.0.1' } }],
  ['quantities that are written otherwise', { cpu: '1000m', size: 1 }, { cpu: '1', size: '1' }],
  ['what is left out because it is empty', { spec: { a: [], b: {}, c: false, d: null } }, {}],
  ['the status', { status: { a: 1 } }, { status: { a: 2 } }],
])('%s are no change', (_, wanted, live) => {
  expect(changedFields(object(wanted), object(live))).toEqual([]);
});

test.each([
  ['a value', { spec: { a: 'x' } }, { spec: { a: 'y' } }, ['spec.a']],
  ['a new field', { spec: { a: { b: 1 } } }, { spec: {} }, ['spec.a']],
  ['an item', { list: [{ a: 1 }, { a: 2 }] }, { list: [{ a: 1 }, { a: 3 }] }, ['list[1].a']],
  ['the number of items', { list: [1] }, { list: [1, 2] }, ['list']],
  ['an empty text', { a: '' }, { a: 'x' }, ['a']],
])('%s that differs is named by its path', (_, wanted, live, paths) => {
  expect(changedFields(object(wanted), object(live))).toEqual(paths);
});

test('labels and annotations of others are left alone, and those of the manifest are compared', () => {
  const live = object({}, { labels: { a: '1', b: '2' }, annotations: { c: '3' } });
  expect(changedFields(object({}), live)).toEqual([]);
  expect(changedFields(object({}, { labels: { a: '2' } }), live)).toEqual(['metadata.labels.a']);
});

describe('a field that the manifest no longer has is a change', () => {
  test('where kubectl has written down what it applied before', () => {
    const before = object({ spec: { a: 1, gone: 'x' } });
    const live = (more: object) => object({ spec: { a: 1, ...more } }, lastApplied(before));
    expect(changedFields(object({ spec: { a: 1 } }), live({ gone: 'x' }))).toEqual(['spec.gone']);
    expect(changedFields(object({ spec: { a: 1 } }), live({}))).toEqual([]);
  });

  test('where a server-side apply owns it, and nobody else has applied the object', () => {
    const owner = (manager: string, operation: string, fieldsV1: object) => ({
      manager,
      operation,
      fieldsV1,
    });
    const fields = { 'f:spec': { 'f:a': {}, 'f:gone': { 'f:inner': {} } }, 'f:status': {} };
    const live = (...managedFields: object[]) =>
      object({ spec: { a: 1, gone: { inner: 2 } } }, { managedFields });
    const wanted = object({ spec: { a: 1 } });
    const applied = owner('kubectl', 'Apply', fields);
    expect(changedFields(wanted, live(applied))).toEqual(['spec.gone']);
    expect(changedFields(wanted, live(owner('kubectl', 'Update', fields)))).toEqual([]);
    expect(changedFields(wanted, live(applied, owner('other', 'Apply', {})))).toEqual([]);
  });

  test('and not what somebody else has added since', () => {
    const live = object({ spec: { a: 1, added: 2 } }, lastApplied(object({ spec: { a: 1 } })));
    expect(changedFields(object({ spec: { a: 1 } }), live)).toEqual([]);
  });
});

test('a Secret is compared as the server stores it, and none of its values is told', () => {
  const secret = (content: object) => ({ ...object(content), kind: 'Secret' });
  const live = secret({ data: { token: Buffer.from('old').toString('base64') } });
  expect(changedFields(secret({ stringData: { token: 'old' } }), live)).toEqual([]);
  expect(changedFields(secret({ stringData: { token: 'new' } }), live)).toEqual(['data.token']);
});
