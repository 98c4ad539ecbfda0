import { expect, test } from "vitest";
import type { MetricPoint } from "@/api/own";
import { compare, PAST } from "./run-metrics";

const point = (run: string | null, minute: number, value: number): MetricPoint => ({
  series_id: 1,
  timestamp: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  value,
  flow_run_id: run,
  task_run_id: null,
});

test("a run's last value is held against the last values of the runs before it, in whatever order they come", () => {
  const points = [point("b", 20, 7), point("a", 1, 5), point("a", 2, 6), point("b", 21, 8), point(null, 3, 99)];
  expect(compare(points, "b")).toEqual({
    value: 8,
    count: 2,
    before: [{ run: "a", at: Date.UTC(2026, 0, 1, 0, 2), value: 6 }],
    usual: undefined,
    unusual: false,
  });
});

test("what later runs told does not count", () => {
  expect(compare([point("a", 1, 5), point("b", 2, 6)], "a")?.before).toEqual([]);
});

test("a run that told nothing is not compared", () => {
  expect(compare([point("a", 1, 5)], "b")).toBeUndefined();
});

test.each([
  [10, false],
  [14, false],
  [99, true],
  [1, true],
])("%d beside 8 to 18 is unusual: %s", (value, unusual) => {
  const earlier = [8, 10, 12, 14, 16, 18].map((one, at) => point(`run-${at}`, at, one));
  const made = compare([...earlier, point("own", 50, value)], "own");
  expect(made?.usual).toEqual({ low: 9, middle: 13, high: 17 });
  expect(made?.unusual).toBe(unusual);
});

test("only the newest of many earlier runs count", () => {
  const earlier = Array.from({ length: PAST + 10 }, (_, at) => point(`run-${at}`, at, at));
  const made = compare([...earlier, point("own", 59, 1)], "own");
  expect(made?.before.map((one) => one.value)).toEqual(Array.from({ length: PAST }, (_, at) => at + 10));
});
