/** Aligns rows in columns, as kubectl prints them: one line for each row. */
export function aligned(rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}
