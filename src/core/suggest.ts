/** Beyond that, long words that have their beginning in common would be taken for each other. */
const MOST_EDITS = 4;

/** The candidate that the given word was probably meant to be; undefined if none is similar. */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
  const limit = Math.min(Math.max(2, given.length / 3), MOST_EDITS);
  return candidates
    .map((candidate) => ({ candidate, edits: editDistance(given, candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)[0]?.candidate;
}

/** The Levenshtein distance, ignoring case. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[to.length];
}
