import { expect, test } from "vitest";
import { labelRows } from "./label-rows";

const at = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }));

test("labels with room between them stand in one row", () => {
  expect(labelRows(at([0, 10], [10, 20], [30, 40]), 3)).toEqual([0, 0, 0]);
});

test("a label that would cover another stands below it, whichever comes first", () => {
  expect(labelRows(at([0, 30], [10, 40], [35, 60], [50, 70]), 3)).toEqual([0, 1, 0, 1]);
  expect(labelRows(at([50, 90], [0, 60], [10, 40]), 3)).toEqual([0, 1, 0]);
});

test("where all rows are taken a label is left out", () => {
  expect(labelRows(at([0, 30], [0, 30], [0, 30], [30, 60]), 2)).toEqual([0, 1, undefined, 0]);
});
