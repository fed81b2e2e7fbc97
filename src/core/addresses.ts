import { isIP } from 'net';

/** An IP address as a number. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** The addresses of a CIDR. */
export interface AddressRange {
  readonly cidr: string;
  readonly family: 4 | 6;
  readonly prefixLength: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads a CIDR that is known to be one; a single address is a range too. */
export function addressRange(cidr: string): AddressRange {
  const [text, length] = cidr.split('/');
  const { family, value } = addressOf(text);
  const bits = family === 4 ? 32 : 128;
  const prefixLength = length === undefined ? bits : Number(length);
  const size = 1n << BigInt(bits - prefixLength);
  const first = value - (value % size);
  return { cidr, family, prefixLength, first, last: first + size - 1n };
}

/** Reads an address that is known to be one. */
export function addressOf(text: string): Address {
  return text.includes(':')
    ? { family: 6, value: numberOf(groupsOf(text), 16n) }
    : { family: 4, value: numberOf(text.split('.').map(BigInt), 8n) };
}

export function containsAddress(range: AddressRange, { family, value }: Address): boolean {
  return range.family === family && range.first <= value && value <= range.last;
}

export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether a range is less than another that contains it: only such a range may be an exception of it in a policy. */
export function isPartOf(outer: AddressRange, inner: AddressRange): boolean {
  return containsRange(outer, inner) && outer.prefixLength < inner.prefixLength;
}

/** Whether a text is an address and the length of its network, such as "10.0.0.0/8". */
export function isCidr(cidr: unknown): cidr is string {
  if (typeof cidr !== 'string') return false;
  const [address, length, ...rest] = cidr.split('/');
  const family = isIP(address);
  return (
    family !== 0 &&
    rest.length === 0 &&
    /^\d+$/.test(length ?? '') &&
    Number(length) <= (family === 4 ? 32 : 128)
  );
}

/**
 * Addresses that stand for all of a range: one of each part that lies in the same blocks. What is true of all of them
 * is true of the whole range.
 */
export function samplesOf(range: AddressRange, blocks: readonly AddressRange[]): Address[] {
  const starts = blocks
    .filter(({ family }) => family === range.family)
    .flatMap(({ first, last }) => [first, last + 1n])
    .filter((value) => range.first <= value && value <= range.last);
  return [...new Set([range.first, ...starts])].map((value) => ({ family: range.family, value }));
}

function groupsOf(text: string): bigint[] {
  const [head, tail] = text
    .replace(/%.*/, '')
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts) => {
      const [a, b, c, d] = parts.slice(0, 4).map(Number);
      return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    })
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(zeros).fill('0'), ...(tail ?? [])].map((group) =>
    BigInt(`0x${group}`),
  );
}

function numberOf(parts: readonly bigint[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) + part, 0n);
}
