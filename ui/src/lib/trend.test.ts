import { expect, test } from "vitest";
import { bands } from "./trend";

test("pieces of time have their quantiles, in order, and empty ones are left out", () => {
  const runs = [...Array.from({ length: 11 }, (_, at) => ({ at: 25 + (at % 3), took: at * 10 })), { at: 3, took: 7 }];
  expect(bands(runs, 10)).toEqual([
    { at: 0, count: 1, low: 7, middle: 7, high: 7 },
    { at: 20, count: 11, low: 10, middle: 50, high: 90 },
  ]);
  expect(bands([], 10)).toEqual([]);
});
