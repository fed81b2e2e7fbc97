/** Of a text that is shown in one line. */
const LONGEST = 2_000;

/** Control characters, and what makes other text appear in another order or another line. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * What somebody else has written, as one line that does to a terminal nothing but show text: no colors, no cursor
 * movements, no further lines.
 */
export function printable(text: string, longest = LONGEST): string {
  const shortened = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return shortened.replace(UNPRINTABLE, escaped);
}

/** JSON that is shown in a terminal: the same value, and its own line breaks. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
