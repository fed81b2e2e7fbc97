import { createHash } from 'crypto';

/**
 * A UUID (RFC 9562, version 8) made from what identifies an environment: the same at each synthesis. The operator uses
 * the UUID of its resource, which does not exist at synthesis.
 */
export function defaultTunnelName(parts: readonly string[]): string {
  // As JSON, so that different lists never have the same text.
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  const digits = bytes.toString('hex');
  const variant = '89ab'[Number.parseInt(digits[16], 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}
