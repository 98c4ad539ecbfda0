import { expect, test } from "vitest";
import type { Slo, SloSpec, SloStatus } from "@/api/slos";
import { budgetWords, burn, byUrgency, concerns, length, promise, runsOf, seconds, selected, share, tone } from "./slo";
import { blank, body, read, write, written } from "./slo-file";

const none = { flows: [], deployments: [], tags: [], work_pools: [] };
const spec = (more: Partial<SloSpec> = {}): SloSpec => ({
  name: "a",
  description: "",
  enabled: true,
  severity: "moderate",
  kind: "max-duration",
  limit_seconds: 5400,
  metric: null,
  target: 0.999,
  window_seconds: 2_592_000,
  select: none,
  ...more,
});
const slo = (name: string, more: Partial<SloSpec>, status: Partial<SloStatus>): Slo => ({
  id: name,
  created: "",
  updated: "",
  source: "api",
  deployment_id: null,
  spec: spec({ name, ...more }),
  status: {
    state: "met",
    since: null,
    evaluated: null,
    unit: "runs",
    good: 9,
    bad: 1,
    good_share: 0.9,
    budget: null,
    burn_rates: [],
    alert: null,
    last_bad: null,
    ...status,
  },
});

test.each([
  ["30s", 30],
  ["1h30m", 5400],
  ["1.5h", 5400],
  ["2w1d", 1_296_000],
  ["30m1h", undefined],
  ["30", undefined],
  ["5y", undefined],
  ["", undefined],
])("%j is %s seconds", (text, value) => {
  expect(seconds(text)).toBe(value);
});

test.each([
  [5400, "1h30m"],
  [2_592_000, "30d"],
  [0.25, "0.25s"],
  [0, "0s"],
])("%s seconds are %s, and read again the same", (value, text) => {
  expect(length(value)).toBe(text);
  expect(seconds(text)).toBe(value);
});

test.each([
  ["99.9%", 0.999],
  ["99.95 %", 0.9995],
  ["0.99", undefined],
  ["-1%", undefined],
])("%j is a share of %s", (text, value) => {
  expect(share(text)).toBe(value);
});

test("what is stored is written as people do, and read again as it was", () => {
  const stored = spec({ select: { ...none, flows: ["etl"] }, description: "why" });
  const made = written(stored);
  expect(made).toMatchObject({ limit: "1h30m", target: "99.9%", window: "30d", select: { flows: ["etl"] } });
  expect(body(read(write(made)))).toEqual({
    name: "a",
    description: "why",
    severity: "moderate",
    kind: "max-duration",
    limit_seconds: 5400,
    target: 0.999,
    window_seconds: 2_592_000,
    select: { flows: ["etl"] },
  });
  const metric = spec({
    kind: "metric",
    limit_seconds: null,
    metric: { name: "rows", unit: null, labels: {}, min: 1, max: null },
  });
  expect(written(metric).metric).toEqual({ name: "rows", min: 1 });
});

test("what cannot be read says why", () => {
  expect(() => read("- a")).toThrow("a name and a kind");
  expect(() => read("name: x\nkind: speed")).toThrow("success-rate");
  expect(() => body({ ...blank(), window: "a month" })).toThrow("window: write a length of time");
  expect(() => body({ ...blank(), target: "99" })).toThrow("99.9%");
});

test("a promise is a sentence, and says of what", () => {
  expect(promise(spec())).toBe("99.9%: runs take 1h30m at most, over 30d");
  expect(promise(spec({ kind: "freshness", target: null, limit_seconds: 86_400 }))).toBe("a success at least every 1d");
  expect(promise(spec({ kind: "metric", metric: { name: "rows", unit: null, labels: {}, min: 1, max: 5 }, target: null }))).toBe(
    "rows is at least 1 and at most 5",
  );
  expect(selected({ ...none, flows: ["a", "b"], tags: ["x"] })).toBe("a or b, tagged x");
  expect(selected(none)).toBe("all runs");
});

test("what is broken stands first, the most severe of it before all, and what has least left next", () => {
  const budget = (left_share: number) => ({ total: 10, spent: 1, left_share });
  const all = [
    slo("fine", {}, { budget: budget(0.8) }),
    slo("off", { enabled: false }, {}),
    slo("nearly gone", {}, { budget: budget(0.05) }),
    slo("broken", {}, { state: "breached" }),
    slo("broken and critical", { severity: "critical" }, { state: "breached" }),
    slo("less", {}, { budget: budget(0.4) }),
  ];
  expect(byUrgency(all).map((one) => one.id)).toEqual(["broken and critical", "broken", "nearly gone", "less", "fine", "off"]);
  expect(all.map(tone)).toEqual(["completed", "scheduled", "late", "failed", "failed", "completed"]);
});

test("a selection is asked for by ids: names and ids may both be written", () => {
  const flows = [{ id: "f1", name: "etl" }];
  const deployments = [
    { id: "d1", name: "nightly", flow_id: "f1" },
    { id: "d2", name: "hourly", flow_id: "f1" },
  ];
  expect(runsOf({ ...none, flows: ["etl"], deployments: ["etl/nightly"], tags: ["x"] }, flows, deployments)).toEqual({
    flows: { id: { any_: ["f1"] } },
    deployments: { id: { any_: ["d1"] } },
    flow_runs: { tags: { all_: ["x"] } },
  });
  expect(runsOf(none, flows, deployments)).toEqual({});
});

test("the objectives of a flow are those that name it or its deployments", () => {
  const flow = { id: "f1", name: "etl" };
  const deployments = [{ id: "d1", name: "nightly" }];
  const told = (select: Partial<SloSpec["select"]>, deployment_id: string | null = null) =>
    concerns({ spec: spec({ select: { ...none, ...select } }), deployment_id }, flow, deployments);
  expect(told({ flows: ["etl"] })).toBe(true);
  expect(told({ deployments: ["etl/nightly"] })).toBe(true);
  expect(told({}, "d1")).toBe(true);
  expect([told({}), told({ flows: ["other"] }), told({ deployments: ["other/nightly"] }), told({}, "d2")]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("the burn is 1 when as much is bad as may be", () => {
  expect(burn({ good: 98, bad: 2 }, 0.98)).toBeCloseTo(1);
  expect(burn({ good: 0, bad: 0 }, 0.98)).toBeNull();
  expect([budgetWords(0.43), budgetWords(-1.8)]).toEqual(["43% left", "overspent by 180%"]);
});
