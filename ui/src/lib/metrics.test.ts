import { expect, test } from "vitest";
import { metricGroupings, metricGroupName } from "./metrics";

const series = (flow_id: string | null, labels: Record<string, string>) => ({
  flow_id,
  deployment_id: null,
  unit: "rows",
  labels,
});

test("series are told apart by what they differ in, and by nothing else", () => {
  expect(metricGroupings([series("a", { table: "x", site: "1" }), series("b", { table: "y", site: "1" })])).toEqual([
    "flow",
    "label.table",
  ]);
  // A label that only some have tells them apart too.
  expect(metricGroupings([series("a", {}), series("a", { table: "x" })])).toEqual(["label.table"]);
  expect(metricGroupings([series("a", {})])).toEqual([]);
});

test("groups say what they have, and what they lack", () => {
  expect(metricGroupName({ flow: "etl" })).toBe("etl");
  expect(metricGroupName({ "label.table": null })).toBe("no table");
});
