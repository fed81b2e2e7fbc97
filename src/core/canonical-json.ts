/**
 * Serializes JSON as the operator serializes a pod template: compact, keys sorted by their UTF-8 bytes, numbers in
 * Rust's format. JSON.stringify cannot do it: it moves keys that look like integers to the front.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const object = value as { [key: string]: unknown };
    const fields = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort(compareUtf8)
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
    return `{${fields.join(',')}}`;
  }
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}

/** With these code units, JavaScript's comparison by UTF-16 units differs from the order of the UTF-8 bytes. */
const SURROGATES_AND_ABOVE = /[\ud800-\uffff]/;

export function compareUtf8(left: string, right: string): number {
  if (SURROGATES_AND_ABOVE.test(left) || SURROGATES_AND_ABOVE.test(right)) {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Rust switches to exponents above 64-bit integers and below 1e-5; JavaScript has other limits. */
function numberText(value: number): string {
  const size = Math.abs(value);
  const decimal = size === 0 || (size >= 1e-5 && size < 2 ** 63);
  return decimal ? String(value) : value.toExponential().replace('e+', 'e');
}
