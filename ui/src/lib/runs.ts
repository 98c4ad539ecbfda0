import type { FlowRun } from "@/api/client";

const instant = (text: string | null | undefined) => (text ? Date.parse(text) : undefined);

/** How long a run took, or has taken by now, in milliseconds; none if it has not begun. */
export function tookOf(run: Pick<FlowRun, "start_time" | "end_time">, now: number): number | undefined {
  const start = instant(run.start_time);
  return start === undefined ? undefined : (instant(run.end_time) ?? now) - start;
}

/** How long after its time a run began, or is late by now, in milliseconds. */
export function latenessOf(
  run: Pick<FlowRun, "start_time" | "expected_start_time" | "state_type">,
  now: number,
): number | undefined {
  const expected = instant(run.expected_start_time);
  if (expected === undefined) return undefined;
  const start = instant(run.start_time);
  if (start !== undefined) return Math.max(0, start - expected);
  return run.state_type === "SCHEDULED" || run.state_type === "PENDING" ? Math.max(0, now - expected) : undefined;
}

/** Pages of `size` rows that hold the rows from `first` to `last`. */
export function pagesOf(first: number, last: number, size: number): number[] {
  const from = Math.floor(Math.max(0, first) / size);
  const to = Math.floor(Math.max(0, last) / size);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Of rows by their places, those that lie in the window of a scroller, if only in part. */
export const inSight = <T extends { start: number; end: number }>(rows: readonly T[], top: number, height: number): T[] =>
  rows.filter((row) => row.end > top && row.start < top + height);
