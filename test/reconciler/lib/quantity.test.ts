import { wholeQuantity } from '../../../src/reconciler/lib/quantity';

test.each([
  ['1073741824', 1073741824n],
  ['64Gi', 64n * 1024n ** 3n],
  ['1.5Ki', 1536n],
  ['0.5Gi', 2n ** 29n],
  ['2G', 2_000_000_000n],
  ['1e3', 1000n],
  ['12E2', 1200n],
  ['1E', 10n ** 18n],
  ['8Ei', 2n ** 63n],
  ['.5', 1n],
  ['128974848000m', 128974848n],
])('%s is %d bytes', (text, bytes) => {
  expect(wholeQuantity(text)).toBe(bytes);
});

test.each(['', 'Gi', '.', '-1', '+1', '1GiB', '1.2.3', '0x10', '1e1000'])(
  '%j is refused',
  (text) => {
    expect(() => wholeQuantity(text)).toThrow('is not a quantity');
  },
);
