import { quantile } from "./number";

export interface Timed {
  at: number;
  took: number;
}

export interface Band {
  at: number;
  count: number;
  low: number;
  middle: number;
  high: number;
}

/** Quantiles of durations by pieces of time; pieces without runs are left out. `share` of the runs lie above and below the band. */
export function bands(runs: readonly Timed[], step: number, share = 0.1): Band[] {
  const pieces = new Map<number, number[]>();
  for (const { at, took } of runs) {
    const piece = Math.floor(at / step) * step;
    const known = pieces.get(piece);
    if (known) known.push(took);
    else pieces.set(piece, [took]);
  }
  return [...pieces]
    .sort(([a], [b]) => a - b)
    .map(([at, all]) => {
      const sorted = all.sort((a, b) => a - b);
      const value = (part: number) => quantile(sorted, part) ?? 0;
      return { at, count: sorted.length, low: value(share), middle: value(0.5), high: value(1 - share) };
    });
}
