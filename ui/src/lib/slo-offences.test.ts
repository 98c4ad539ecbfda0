import { expect, test } from "vitest";
import type { SloSpec } from "@/api/slos";
import { badTimes, brokeAt, isOut, looksAt, pieceOf, suspects, within } from "./slo-offences";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const at = (clock: string) => `2026-03-02T${clock}Z`;
const told = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString().slice(11, 19));

test.each([
  ["a run that failed", { state_type: "FAILED", end_time: at("10:00:00") }, "success-rate", null, "10:00:00"],
  ["one that was cancelled", { state_type: "CANCELLED", end_time: at("10:00:00") }, "success-rate", null, undefined],
  [
    "one that took 90 s",
    { state_type: "COMPLETED", end_time: at("10:00:00"), total_run_time: 90 },
    "max-duration",
    60,
    "09:59:30",
  ],
  [
    "one that took just as long",
    { state_type: "COMPLETED", end_time: at("10:00:00"), total_run_time: 60 },
    "max-duration",
    60,
    undefined,
  ],
  ["one that still runs", { state_type: "RUNNING", estimated_run_time: 90 }, "max-duration", 60, "11:59:30"],
  ["one that began late", { expected_start_time: at("10:00:00"), start_time: at("10:02:00") }, "lateness", 60, "10:01:00"],
  ["one that began in time", { expected_start_time: at("10:00:00"), start_time: at("10:00:59") }, "lateness", 60, undefined],
  ["one that still waits", { state_type: "SCHEDULED", expected_start_time: at("10:00:00") }, "lateness", 60, "10:01:00"],
  ["one that is not due yet", { state_type: "SCHEDULED", expected_start_time: at("12:00:00") }, "lateness", 60, undefined],
  [
    "one that crashed before it began",
    { state_type: "CRASHED", expected_start_time: at("10:00:00"), end_time: at("10:00:30") },
    "lateness",
    60,
    "10:00:30",
  ],
  [
    "one that was cancelled in time",
    { state_type: "CANCELLED", expected_start_time: at("10:00:00"), end_time: at("10:00:30") },
    "lateness",
    60,
    undefined,
  ],
] as const)("%s", (_, run, kind, limit_seconds, broke) => {
  expect(told(brokeAt(run, { kind, limit_seconds }, NOW))).toBe(broke);
});

test("what is asked for lies where runs can have broken the objective", () => {
  const time = { since: Date.parse(at("10:00:00")), until: Date.parse(at("10:43:00")) };
  expect(suspects({ kind: "success-rate", limit_seconds: null }, time)).toEqual([
    {
      state: { type: { any_: ["FAILED", "CRASHED"] } },
      end_time: { after_: "2026-03-02T10:00:00.000Z", before_: "2026-03-02T10:43:00.000Z" },
    },
  ]);
  expect(suspects({ kind: "max-duration", limit_seconds: 60 }, time)[0]).toEqual({
    start_time: { before_: "2026-03-02T10:42:00.000Z" },
    end_time: { after_: "2026-03-02T10:00:00.000Z" },
  });
  expect(suspects({ kind: "lateness", limit_seconds: 60 }, time)[0]).toEqual({
    expected_start_time: { after_: "2026-03-02T09:59:00.000Z", before_: "2026-03-02T10:42:00.000Z" },
  });
});

test("bad times come newest first, in whole minutes that the API gives at once", () => {
  const one = (start: string, end: string, bad: number) => ({
    start: at(start),
    end: at(end),
    bad,
    good: 1,
    good_share: 1,
    budget_left_share: null,
  });
  const found = badTimes([one("10:00:00", "10:01:00", 2), one("10:01:00", "10:02:00", 0), one("10:02:00", "10:03:00", 1)]);
  expect(found.map((time) => [told(time.since), time.bad])).toEqual([
    ["10:02:00", 1],
    ["10:00:00", 2],
  ]);
  const newest = found[0] ?? { since: 0, until: 0 };
  expect(within(Date.parse(at("10:02:59")), newest)).toBe(true);
  expect([undefined, Date.parse(at("10:03:00")), Date.parse(at("10:01:59"))].map((when) => within(when, newest))).toEqual([
    false,
    false,
    false,
  ]);
  for (const seconds of [3600, 86_400, 30 * 86_400, 366 * 86_400]) {
    expect(pieceOf(seconds) % 60_000).toBe(0);
    expect((seconds * 1000) / pieceOf(seconds)).toBeLessThan(1000);
  }
});

test("values and series of a metric that an objective looks at", () => {
  expect([isOut({ min: 1, max: null }, 0.5), isOut({ min: 1, max: 5 }, 5), isOut({ min: null, max: 5 }, 6)]).toEqual([
    true,
    false,
    true,
  ]);
  const series = { flow_id: "f1", flow_name: "etl", deployment_id: "d1", deployment_name: "nightly" };
  const deployments = [{ id: "d1", name: "nightly", tags: ["prod"], work_pool_name: "k8s" }];
  const looks = (select: Partial<SloSpec["select"]>, own: string | null = null) =>
    looksAt(
      { spec: { select: { flows: [], deployments: [], tags: [], work_pools: [], ...select } } as SloSpec, deployment_id: own },
      series,
      deployments,
    );
  const yes = [looks({}), looks({ flows: ["etl"], tags: ["prod"] }), looks({ deployments: ["etl/nightly"] }), looks({}, "d1")];
  expect(yes).toEqual([true, true, true, true]);
  const no = [looks({ flows: ["other"] }), looks({ tags: ["prod", "x"] }), looks({ work_pools: ["local"] }), looks({}, "d2")];
  expect(no).toEqual([false, false, false, false]);
});
