import { expect, test } from "vitest";
import { buckets, successRate, totals } from "./history";
import { bytes, compact, percent, quantile } from "./number";
import { inSight, latenessOf, pagesOf, tookOf } from "./runs";

test.each([
  [0, "0"],
  [1234, "1,234"],
  [12_345, "12.3k"],
  [4_500_000, "4.5M"],
  [0.12345, "0.1235"],
])("%s is %s", (value, words) => {
  expect(compact(value)).toBe(words);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1234, "1.23 kB"],
  [999_600, "1 MB"],
  [143_846_480, "144 MB"],
  [5e15, "5000 TB"],
])("%s bytes are %s", (count, words) => {
  expect(bytes(count)).toBe(words);
});

test("what is not quite all never reads as all", () => {
  expect(percent(1)).toBe("100%");
  expect(percent(0.99999)).toBe("99.99%");
  expect(percent(0.974)).toBe("97.4%");
  expect(percent(undefined)).toBe("–");
});

test("quantiles lie between neighbours", () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([], 0.5)).toBeUndefined();
});

test("history is counted by kinds, and only what ended by itself counts for success", () => {
  const state = (state_type: string, state_name: string, count_runs: number) => ({
    state_type,
    state_name,
    count_runs,
    sum_estimated_run_time: 0,
    sum_estimated_lateness: 0,
  });
  const read = buckets([
    {
      interval_start: "2026-01-01T00:00:00Z",
      interval_end: "2026-01-01T01:00:00Z",
      states: [state("COMPLETED", "Completed", 3), state("COMPLETED", "Cached", 1), state("SCHEDULED", "Late", 2)],
    },
    {
      interval_start: "2026-01-01T01:00:00Z",
      interval_end: "2026-01-01T02:00:00Z",
      states: [state("CRASHED", "Crashed", 1), state("CANCELLED", "Cancelled", 9)],
    },
  ]);
  expect(totals(read)).toEqual({ completed: 4, late: 2, crashed: 1, cancelled: 9 });
  expect(successRate(totals(read))).toBe(0.8);
  expect(successRate({ running: 1 })).toBeUndefined();
});

test("durations and lateness of runs that go on, have ended, or wait", () => {
  const at = (second: number) => new Date(second * 1000).toISOString();
  expect(tookOf({ start_time: at(1), end_time: at(3) } as never, 0)).toBe(2000);
  expect(tookOf({ start_time: at(1), end_time: null } as never, 5000)).toBe(4000);
  expect(tookOf({ start_time: null, end_time: null } as never, 5000)).toBeUndefined();
  expect(latenessOf({ start_time: at(9), expected_start_time: at(4), state_type: "RUNNING" } as never, 0)).toBe(5000);
  expect(latenessOf({ start_time: null, expected_start_time: at(4), state_type: "SCHEDULED" } as never, 6000)).toBe(2000);
  expect(latenessOf({ start_time: null, expected_start_time: at(4), state_type: "CANCELLED" } as never, 6000)).toBeUndefined();
});

test("pages that hold the rows in sight", () => {
  expect(pagesOf(0, 10, 200)).toEqual([0]);
  expect(pagesOf(190, 410, 200)).toEqual([0, 1, 2]);
});

test("rows that are drawn ahead are not in sight", () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({ index, start: index * 38, end: (index + 1) * 38 }));
  expect(inSight(rows, 100, 100).map((row) => row.index)).toEqual([2, 3, 4, 5]);
  expect(inSight(rows, 0, 76).map((row) => row.index)).toEqual([0, 1]);
});
