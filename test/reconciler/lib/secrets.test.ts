import { keepSecret, withoutSecrets } from '../../../src/reconciler/lib/secrets';

beforeAll(() => {
  keepSecret('/token', 's3cret-token');
  keepSecret('/quoted', 'with"quotes"');
  keepSecret('/short', 'no');
});

test('a value is not told, wherever it is', () => {
  expect(withoutSecrets('s3cret-token, Bearer s3cret-token.')).toBe('***, Bearer ***.');
});

test('nor as a part of JSON', () => {
  const text = JSON.stringify({ headers: { a: 'with"quotes"' } });
  expect(withoutSecrets(text)).toBe('{"headers":{"a":"***"}}');
});

test('what is as short as any word is left', () => {
  expect(withoutSecrets('no answer')).toBe('no answer');
});

test('the value before the last one is not told either, and older ones are forgotten', () => {
  for (const value of ['first-value', 'second-value', 'third-value']) keepSecret('/rotated', value);
  expect(withoutSecrets('first-value second-value third-value')).toBe('first-value *** ***');
});

test('one that is a part of another is no help to guess it', () => {
  keepSecret('/part', 's3cret');
  expect(withoutSecrets('s3cret-token')).toBe('***');
});
