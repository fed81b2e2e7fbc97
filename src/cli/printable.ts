import { printable } from '../core/printable';

/** Of a text that is shown in one line. */
const LONGEST = 2_000;

export function printableLine(text: string, longest = LONGEST): string {
  return printable(text.length > longest ? `${text.slice(0, longest)}...` : text);
}

/** JSON that is shown in a terminal: the same value, and its own line breaks. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).split('\n').map(printable).join('\n');
}
