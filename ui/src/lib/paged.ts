/** What was read of a list before its next page; none when the last page was not full, and so the last. */
export function nextPage<T>(pages: readonly T[][], size: number): readonly T[] | undefined {
  const last = pages.at(-1);
  return last && last.length >= size ? pages.flat() : undefined;
}

/** Rows once each: one that moved on to the next page between two answers is in both. */
export function keyed<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  const found = new Map<string, T>();
  for (const row of rows) if (!found.has(keyOf(row))) found.set(keyOf(row), row);
  return [...found.values()];
}
