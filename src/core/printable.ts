/** Control characters, and what makes other text appear in another order or another line. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * What somebody else has written, as a text that does to a terminal nothing but appear: no colors, no cursor movements,
 * no further lines.
 */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
