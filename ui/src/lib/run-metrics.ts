import type { MetricPoint } from "@/api/own";
import { quantile } from "./number";

/** How many of the earlier runs a value is held against, and the fewest that tell what is usual. */
export const PAST = 30;
const FEWEST = 5;

/** What a run told last of a series. */
export interface Told {
  run: string;
  at: number;
  value: number;
}

/** A run's value of a series beside those of the runs before it. */
export interface Comparison {
  value: number;
  /** How many values the run told; `value` is the last of them. */
  count: number;
  /** The runs that told before it did, oldest first. */
  before: Told[];
  /** Where eight of ten of the earlier values lie, and their median; none when they are too few. */
  usual: { low: number; middle: number; high: number } | undefined;
  /** Whether the value lies outside of what is usual. */
  unusual: boolean;
}

/** Holds a run's last value of a series against those of earlier runs; none when the run told none. */
export function compare(points: readonly MetricPoint[], run: string): Comparison | undefined {
  const last = new Map<string, Told>();
  let count = 0;
  for (const point of points) {
    const of = point.flow_run_id;
    if (!of) continue;
    if (of === run) count += 1;
    const at = Date.parse(point.timestamp);
    if (at >= (last.get(of)?.at ?? Number.NEGATIVE_INFINITY)) last.set(of, { run: of, at, value: point.value });
  }
  const own = last.get(run);
  if (!own) return undefined;
  const before = [...last.values()]
    .filter((one) => one.run !== run && one.at < own.at)
    .sort((a, b) => a.at - b.at)
    .slice(-PAST);
  const sorted = before.map((one) => one.value).sort((a, b) => a - b);
  const [low, middle, high] = [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)];
  const usual =
    sorted.length >= FEWEST && low !== undefined && middle !== undefined && high !== undefined
      ? { low, middle, high }
      : undefined;
  return {
    value: own.value,
    count,
    before,
    usual,
    unusual: usual !== undefined && (own.value < usual.low || own.value > usual.high),
  };
}
