import { fnv1a64 } from '../../src/core/fnv';

test('FNV-1a gives its published results', () => {
  expect(fnv1a64(Buffer.from(''))).toBe(0xcbf29ce484222325n);
  expect(fnv1a64(Buffer.from('foobar'))).toBe(0x85944171f73967e8n);
});
