import { Random } from '../random';

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
export class Chance extends Random {
  text(): string {
    return Array.from({ length: this.whole(0, 6) }, () => this.pick(PIECES)).join('');
  }

  number(): number | bigint {
    const digits = 10 ** this.whole(0, 23);
    const number = (this.next() - 0.5) * digits;
    return this.pick([
      number,
      Math.round(number),
      1 / (number || 1),
      BigInt(Math.round(number)) + 1n,
    ]);
  }
}
