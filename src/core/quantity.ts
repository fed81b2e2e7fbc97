/**
 * The syntax of a quantity, in groups: sign, integer part, fraction, binary suffix, decimal suffix, exponent.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const QUANTITY =
  /^([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?[0-9]+))?$/;

const DIVISORS: { readonly [suffix: string]: number } = { n: 1e9, u: 1e6, m: 1e3 };
const FACTORS = 'kMGTPE';

/** A quantity as a number, near enough to compare it with another; undefined if it is none. */
export function quantityValue(quantity: unknown): number | undefined {
  const groups = QUANTITY.exec(String(quantity));
  if (groups === null) return undefined;
  const [, sign, whole, fraction = '', binary, decimal, exponent = '0'] = groups;
  const number = Number(`${sign}${whole}.${fraction}e${exponent}`.replace('.e', 'e'));
  if (binary !== undefined) return number * 1024 ** ('KMGTPE'.indexOf(binary[0]) + 1);
  if (decimal === undefined) return number;
  return number / (DIVISORS[decimal] ?? 1000 ** -(FACTORS.indexOf(decimal) + 1));
}
