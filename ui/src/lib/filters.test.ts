import { expect, test } from "vitest";
import { parseSearch, readFilters, runFilters, withValue, writeSearch } from "./filters";

test("what is written to the address is read from it again", () => {
  const filters = { range: "7d", flow: ["a b", "c&d"], state: ["Failed"], from: "2026-01-01T00:00:00.000Z" };
  const written = writeSearch({ ...filters, tag: undefined, pool: "" });
  expect(readFilters(parseSearch(written))).toEqual(filters);
  expect(writeSearch({})).toBe("");
});

test("what is not understood is left out", () => {
  expect(readFilters({ flow: 3, state: ["", "Failed", "Failed"], range: {} })).toEqual({ state: ["Failed"] });
});

test("filters become the API's", () => {
  const during = { since: Date.parse("2026-01-01T00:00:00Z"), until: Date.parse("2026-01-02T00:00:00Z") };
  expect(runFilters({ flow: ["etl"], deployment: ["1"], tag: ["x", "y"], pool: ["p"], state: ["Late"] }, during)).toEqual({
    flow_runs: {
      expected_start_time: { after_: "2026-01-01T00:00:00.000Z", before_: "2026-01-02T00:00:00.000Z" },
      state: { name: { any_: ["Late"] } },
      tags: { all_: ["x", "y"] },
    },
    flows: { name: { any_: ["etl"] } },
    deployments: { id: { any_: ["1"] } },
    work_pools: { name: { any_: ["p"] } },
  });
});

test("a value is added once and the last one taken away leaves none", () => {
  expect(withValue({ tag: ["a"] }, "tag", "a", true).tag).toEqual(["a"]);
  expect(withValue({ tag: ["a"] }, "tag", "a", false).tag).toBeUndefined();
});
