import { expect, test } from "vitest";
import type { Figures, RunsGroup, TrendGroup } from "@/api/insights";
import {
  before,
  changed,
  endings,
  groupKey,
  groupLink,
  groupName,
  insightFilters,
  momentsOf,
  notable,
  ordered,
  seasons,
  slowest,
  sortGroups,
  steps,
  tableOf,
} from "./insights";
import { DAY, HOUR } from "./time";

const none = { count: 0, mean: null, p50: null, p90: null, p95: null, p99: null, max: null };
const figures = (completed: number, failed: number, p95: number | null): Figures => ({
  runs: completed + failed,
  states: { COMPLETED: completed, FAILED: failed, CRASHED: 0, CANCELLED: 0 },
  success_rate: completed + failed ? completed / (completed + failed) : null,
  run_time: 0,
  duration: { ...none, p95 },
  lateness: none,
});
const group = (name: string, told: Figures): RunsGroup => ({
  group: { flow: { id: `id-of-${name}`, name } },
  figures: told,
  previous: null,
  change: null,
  intervals: [
    { start: "2026-01-01T00:00:00Z", end: "2026-01-01T01:00:00Z", figures: told },
    { start: "2026-01-01T01:00:00Z", end: "2026-01-01T02:00:00Z", figures: figures(0, 0, null) },
  ],
});

test("groups are told by what they are told apart by, also where there is none", () => {
  expect(groupName({})).toBe("all runs");
  expect(groupName({ flow: { id: "1", name: "etl" }, state: { id: null, name: "Failed" } })).toBe("etl / Failed");
  expect(groupName({ work_pool: { id: null, name: null } })).toBe("no work pool");
  expect(groupKey({ tag: { id: null, name: "a" }, flow: { id: "1", name: "x" } })).toBe(
    groupKey({ flow: { id: "1", name: "renamed" }, tag: { id: null, name: "a" } }),
  );
  expect(groupLink({ deployment: { id: "7", name: "nightly" } })).toBe("/deployments/7");
  expect(groupLink({ tag: { id: null, name: "a" } })).toBeUndefined();
});

test("short times are cut into round lengths, long ones into days of the zone", () => {
  const until = Date.parse("2026-01-10T10:41:00Z");
  expect(steps({ since: until - DAY, until }, "utc")).toEqual({
    span: { since: Date.parse("2026-01-09T10:30:00Z"), until },
    steps: { interval_seconds: 1800 },
  });
  const month = { since: until - 30 * DAY, until };
  expect(steps(month, "utc")).toEqual({ span: month, steps: { interval: "day", timezone: "UTC" } });
  expect(steps({ since: until - 300 * DAY, until }, "utc").steps.interval).toBe("week");
  expect(before({ since: 2 * HOUR, until: 3 * HOUR })).toEqual({ since: HOUR, until: 2 * HOUR });
});

test("the worst stands first, and what has no figure last", () => {
  const groups = [group("good", figures(9, 0, 5)), group("bad", figures(1, 1, 60)), group("idle", figures(0, 0, null))];
  const names = (by: string) => sortGroups(groups, ordered(by)).map((one) => one.group.flow?.name);
  expect(names("runs")).toEqual(["good", "bad", "idle"]);
  expect(names("success")).toEqual(["bad", "good", "idle"]);
  expect(names("p95")).toEqual(["bad", "good", "idle"]);
  expect(ordered("constructor")).toBe("runs");
});

test("a chart is saved with a column for each line, in the unit of its name", () => {
  const [a, b] = [group("a", figures(1, 1, 2)), group("b", figures(3, 0, 4))];
  const line = (label: string, { intervals }: RunsGroup) => ({ label, intervals, value: (told: Figures) => told.success_rate });
  expect(tableOf([line("a", a), line("b", { ...b, intervals: b.intervals.slice(0, 1) })])).toEqual([
    ["start", "end", "a", "b"],
    ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", 0.5, 1],
    ["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z", null, null],
  ]);
  expect(tableOf([line("a", a)], { name: "%", value: (share) => share * 100 }).slice(0, 2)).toEqual([
    ["start", "end", "a (%)"],
    ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", 50],
  ]);
});

test("bars have what ended, by kind", () => {
  expect(endings(group("a", figures(2, 1, 1)).intervals).map((one) => one.counts)).toEqual([{ failed: 1, completed: 2 }, {}]);
});

test.each([
  [0.123, false, "+12%"],
  [-0.034, false, "−3.4%"],
  [0.0001, false, "±0.0%"],
  [27.9, false, "×29"],
  [0.012, true, "+1.2 points"],
  [null, false, "–"],
])("a change of %s is %s", (change, points, words) => {
  expect(changed(change, points)).toBe(words);
});

const trend = (name: string, more: Partial<TrendGroup>): TrendGroup => ({
  group: { flow: { id: name, name } },
  runs: 90,
  days: 90,
  median: 10,
  trend: null,
  changes: [],
  weekdays: null,
  month_end: null,
  anomalies: [],
  ...more,
});
const slower = (growth_per_month: number) =>
  ({ direction: "slower", growth_per_month, low: 0.01, high: 1, words: "slower" }) as const;
const changedBy = (factor: number) => ({ at: "2026-01-01T00:00:00Z", before: 10, after: 10 * factor, factor, p_value: 0 });

test("what gets slower stands first, by its trend or its last change, and the rest is left out", () => {
  const found = slowest([
    trend("steady", { trend: { ...slower(0.9), direction: "steady" } }),
    trend("a little", { trend: slower(0.1) }),
    trend("jumped", { changes: [changedBy(0.5), changedBy(1.6)] }),
    trend("mended", { changes: [changedBy(1.6), changedBy(0.5)] }),
    trend("much", { trend: slower(0.8) }),
  ]);
  expect(found.map((one) => one.group.flow?.name)).toEqual(["much", "jumped", "a little"]);
  expect(momentsOf([changedBy(1.6), changedBy(0.5)]).map((one) => one.label)).toEqual(["×1.60 slower", "×0.50 faster"]);
});

test("only what differs is told of days that come again", () => {
  const days = [
    { weekday: "monday", days: 9, factor: 1.8 },
    { weekday: "tuesday", days: 9, factor: 1.02 },
  ];
  expect(seasons({ weekdays: { seasonal: true, days }, month_end: { seasonal: true, days: 6, factor: 2 } })).toBe(
    "Mondays ×1.80, ends of months ×2.00",
  );
  expect(seasons({ weekdays: { seasonal: false, days }, month_end: null })).toBe("");
});

test("a question that is narrowed by nothing says nothing, and flows are told by their ids where these are known", () => {
  expect(insightFilters({ range: "7d" }, undefined)).toEqual({});
  const flows = [{ id: "1", name: "etl" }];
  expect(insightFilters({ flow: ["etl"] }, flows)).toEqual({ flows: { id: { any_: ["1"] } } });
  expect(insightFilters({ flow: ["etl", "gone"], tag: ["x"] }, flows)).toEqual({
    flows: { name: { any_: ["etl", "gone"] } },
    flow_runs: { tags: { all_: ["x"] } },
  });
});

test("small changes get no colour", () => {
  expect([notable(0.04), notable(0.06), notable(-0.006, true), notable(null)]).toEqual([false, true, true, false]);
});
