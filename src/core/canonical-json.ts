/**
 * JSON as the operator writes a pod template: compact, keys sorted by their UTF-8 bytes, numbers as Rust prints
 * them. Written by hand, since JSON.stringify puts keys that look like integers first, whatever the order given.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([left], [right]) => compareUtf8(left, right))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${fields.join(',')}}`;
  }
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}

/** The order of the UTF-8 bytes is the order of the code points; JavaScript itself compares UTF-16 units. */
export function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Rust turns to exponents beyond 64-bit integers and below 1e-5, JavaScript elsewhere. */
function numberText(value: number): string {
  const size = Math.abs(value);
  const decimal = size === 0 || (size >= 1e-5 && size < 2 ** 63);
  return decimal ? String(value) : value.toExponential().replace('e+', 'e');
}
