import { customKinds, kubernetesDefinitions } from '../../../src/cli/input/custom-kinds';
import { violations } from '../../../src/cli/input/violations';

const short = (...args: Parameters<typeof violations>) =>
  violations(...args).map(({ keyword, path }) => `${keyword} ${path.join('.')}`);

test('each keyword of the schemas is checked, or says nothing about values', () => {
  const checked =
    'type required properties additionalProperties items minItems maxItems enum minimum maximum pattern format'.split(
      ' ',
    );
  const silent = ['description', 'default', 'nullable', '$ref', 'x-definition', 'x-open'];
  const found = new Set<string>();
  const look = (schema: any): void => {
    Object.keys(schema).forEach((keyword) => found.add(keyword));
    Object.values(schema.properties ?? {}).forEach(look);
    [schema.items, schema.additionalProperties].forEach((each) => each && look(each));
  };
  customKinds().forEach(({ schema }) => look(schema));
  Object.values(kubernetesDefinitions()).forEach(look);
  const known = [...checked, ...silent, 'x-kubernetes-preserve-unknown-fields'];
  expect([...found].filter((keyword) => !known.includes(keyword))).toEqual([]);
});

test('a value of another type is told once', () => {
  expect(short('a', { type: 'integer', minimum: 1, enum: [1, 2] })).toEqual(['type ']);
  expect(short({}, { type: 'array', minItems: 1 })).toEqual(['type ']);
  expect(short(null, { type: 'object', required: ['a'] })).toEqual(['type ']);
});

test.each([
  ['integer', 1, 1.5],
  ['integer', 0, Infinity],
  ['number', 1.5, NaN],
  ['string', '', null],
  ['boolean', false, 0],
  ['object', {}, []],
  ['array', [], {}],
  ['null', null, undefined],
])('%s is %p and not %p', (type, right, wrong) => {
  expect(short(right, { type })).toEqual([]);
  expect(short(wrong, { type })).toEqual(['type ']);
});

test.each([
  [{ minimum: 1 }, 1, 0],
  [{ maximum: 5 }, 5, 6],
  [{ format: 'int32' }, 2 ** 31 - 1, 2 ** 31],
  [{ format: 'int32' }, -(2 ** 31), -(2 ** 31) - 1],
  [{ pattern: '^[a-z]+$' }, 'a', 'A'],
  [{ enum: ['a', null] }, null, 'b'],
  [{ minItems: 1 }, [1], []],
  [{ maxItems: 1 }, [1], [1, 2]],
])('%j allows %p and not %p', (schema, right, wrong) => {
  expect(short(right, schema)).toEqual([]);
  expect(short(wrong, schema)).toEqual([`${Object.keys(schema)[0]} `]);
});

test('fields and entries are told by their path, in the order in which they are there', () => {
  const entry = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
  const schema = {
    type: 'object',
    properties: { list: { type: 'array', items: { ...entry, additionalProperties: false } } },
    additionalProperties: { type: 'boolean' },
  } as const;
  expect(short({ z: 1, list: [{ name: 1, other: 2 }, {}], a: true }, schema)).toEqual([
    'type z',
    'type list.0.name',
    'additionalProperties list.0.other',
    'required list.1.name',
  ]);
});

test('what every object inherits is neither there nor known', () => {
  expect(short({}, { required: ['constructor'] })).toEqual(['required constructor']);
  const value = JSON.parse('{"__proto__": 1, "toString": 2}');
  expect(short(value, { properties: {}, additionalProperties: false })).toEqual([
    'additionalProperties __proto__',
    'additionalProperties toString',
  ]);
});
