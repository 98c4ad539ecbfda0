import { expect, test } from "vitest";
import type { Lease } from "@/api/own";
import { byLimit, untold } from "./leases";

const lease = (id: string, limit_ids: string[], slots = 1) => ({ id, limit_ids, slots }) as Lease;

test("a lease stands with each of its limits, the oldest first", () => {
  const found = byLimit([lease("1", ["a", "b"]), lease("2", ["b"])]);
  expect(found.get("a")?.map((one) => one.id)).toEqual(["1"]);
  expect(found.get("b")?.map((one) => one.id)).toEqual(["1", "2"]);
  expect(found.get("c")).toBeUndefined();
});

test.each([
  [3, [lease("1", ["a"], 2)], 1],
  [2, [lease("1", ["a"]), lease("2", ["a"])], 0],
  [0, [lease("1", ["a"])], 0],
  [2, [], 2],
])("of %d slots, %j leave %d untold", (taken, leases, count) => {
  expect(untold(taken, leases)).toBe(count);
});
