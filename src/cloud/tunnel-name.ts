import { createHash } from 'crypto';

/**
 * A UUID (RFC 9562, version 8) made from what an environment is known by: the same at each synth. The operator takes
 * the random UUID of its resource, and there is none at synth.
 */
export function defaultTunnelName(parts: readonly string[]): string {
  // As JSON, so that no two lists of parts read the same.
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
