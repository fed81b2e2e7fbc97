import { suggest } from '../../src/core/suggest';

test.each([
  ['imagee', 'image'],
  ['Image', 'image'],
  ['replica', 'replicas'],
  ['env', 'env'],
])('%s is taken for a misspelling of %s', (given, meant) => {
  expect(suggest(given, ['args', 'env', 'image', 'imagePullPolicy', 'replicas'])).toBe(meant);
});

test('nothing is suggested for a word that resembles none', () => {
  expect(suggest('zones', ['autoProvision'])).toBeUndefined();
  expect(suggest('zones', [])).toBeUndefined();
});
