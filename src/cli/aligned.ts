/** A table's lines: each column as wide as the widest of its cells. */
export function aligned(rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}
