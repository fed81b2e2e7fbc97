import { QUANTITY } from '../../contract';

const DECIMAL_EXPONENT: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const MAX_EXPONENT = 999;

/**
 * A quantity as a whole number, fractions rounded up: volumes are counted in bytes.
 *
 * @throws Error for what is not a quantity of at least zero
 */
export function wholeQuantity(text: string): bigint {
  const [, sign, whole, fraction = '', binary, decimal = '', exponent = ''] =
    QUANTITY.exec(text) ?? [];
  // A volume has no negative size, and a large exponent would use up the memory.
  if (whole === undefined || sign !== '' || Math.abs(Number(exponent)) > MAX_EXPONENT) {
    throw new Error(`${text} is not a quantity`);
  }
  const power = (exponent === '' ? DECIMAL_EXPONENT[decimal] : Number(exponent)) - fraction.length;
  let numerator = BigInt(whole + fraction);
  if (binary) numerator *= 1024n ** BigInt(BINARY.indexOf(binary) + 1);
  if (power >= 0) return numerator * 10n ** BigInt(power);
  const denominator = 10n ** BigInt(-power);
  return (numerator + denominator - 1n) / denominator;
}
