/** From where to where a label reaches, on one line of writing. */
export interface Extent {
  from: number;
  to: number;
}

/** In which row each label stands so that none covers another: in the first where there is room; none where all are taken. */
export function labelRows(labels: readonly Extent[], rows: number): (number | undefined)[] {
  const taken: Extent[][] = Array.from({ length: rows }, () => []);
  return labels.map((label) => {
    const row = taken.findIndex((others) => others.every((other) => other.to <= label.from || label.to <= other.from));
    taken[row]?.push(label);
    return row < 0 ? undefined : row;
  });
}
