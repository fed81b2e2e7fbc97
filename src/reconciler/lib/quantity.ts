/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = /^([0-9]*)(?:\.([0-9]*))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,3}))$/;

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

/**
 * A quantity as a whole number, fractions rounded up: volumes are counted in bytes.
 *
 * @throws Error for what is not a quantity of at least zero
 */
export function wholeQuantity(text: string): bigint {
  const match = QUANTITY.exec(text);
  const [, whole = '', fraction = '', binary, decimal = '', exponent] = match ?? [];
  if (!match || whole + fraction === '') throw new Error(`${text} is not a quantity`);
  const power =
    (exponent === undefined ? DECIMAL_EXPONENT[decimal] : Number(exponent)) - fraction.length;
  let numerator = BigInt(whole + fraction);
  if (binary !== undefined) numerator *= 1024n ** BigInt(BINARY.indexOf(binary) + 1);
  if (power >= 0) return numerator * 10n ** BigInt(power);
  const denominator = 10n ** BigInt(-power);
  return (numerator + denominator - 1n) / denominator;
}
