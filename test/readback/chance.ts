/** What YAML, its readers and editors treat specially, and what looks like something else than a text. */
const PIECES = [
  ...'-?:,[]{}#&*!|>\'"%@`=~\\/.+_ \t\n\r',
  ...'\0\u0007\u001b\u007f\u0085\u009f\u00a0\u2028\u2029\ufeff\ufffd\uffff\ud800é😀',
  ...'0789abeEfnoxXBOy',
  '  ',
  '\n\n',
  '\r\n',
  '\n\t',
  ': ',
  ' #',
  '- ',
  '---',
  '\n---\n',
  '...',
  '<<',
  'null',
  'true',
  'Yes',
  'OFF',
  '.inf',
  '.NaN',
  '0x',
  '0b1',
  '0o17',
  '1e3',
  '1_000',
  '12:30:45',
  '2001-12-14',
  '!!binary',
  'a'.repeat(200),
];

/** Texts and numbers that depend on the seed alone. */
export class Chance {
  constructor(private state: number) {}

  public text(): string {
    return Array.from({ length: this.below(7) }, () => this.oneOf(PIECES)).join('');
  }

  public number(): number | bigint {
    const digits = 10 ** this.below(24);
    const number = (this.next() - 0.5) * digits;
    return this.oneOf([
      number,
      Math.round(number),
      1 / (number || 1),
      BigInt(Math.round(number)) + 1n,
    ]);
  }

  private oneOf<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  private below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** The generator mulberry32: from 0 to below 1. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}
