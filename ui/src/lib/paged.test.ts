import { expect, test } from "vitest";
import { keyed, nextPage } from "./paged";

test("a page follows while pages are full, behind all that was read", () => {
  expect(nextPage([["a", "b"]], 2)).toEqual(["a", "b"]);
  expect(
    nextPage(
      [
        ["a", "b"],
        ["c", "d"],
      ],
      2,
    ),
  ).toEqual(["a", "b", "c", "d"]);
  expect(nextPage([["a", "b"], ["c"]], 2)).toBeUndefined();
  expect(nextPage([[]], 2)).toBeUndefined();
  expect(nextPage([], 2)).toBeUndefined();
});

test("a row that two pages have is listed once, where it came first", () => {
  expect(keyed(["a1", "b1", "b2", "c1"], (row) => row.slice(0, 1))).toEqual(["a1", "b1", "c1"]);
});
