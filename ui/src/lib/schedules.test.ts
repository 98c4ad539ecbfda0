import { expect, test } from "vitest";
import { describe, next, zoneOf, zonesWith } from "./schedules";

const now = Date.parse("2026-03-28T12:00:00Z");
const at = async (schedule: Parameters<typeof next>[0], count = 3) =>
  (await next(schedule, now, count)).map((one) => new Date(one).toISOString().slice(0, 16));

test("cron goes by the clock of its time zone, over the change to summer time too", async () => {
  expect(await at({ cron: "30 4 * * *", timezone: "Europe/Berlin" })).toEqual([
    "2026-03-29T02:30",
    "2026-03-30T02:30",
    "2026-03-31T02:30",
  ]);
  expect(await at({ cron: "0 0 1 * *" }, 2)).toEqual(["2026-04-01T00:00", "2026-05-01T00:00"]);
});

test("days of the month and of the week: either, or both", async () => {
  expect((await at({ cron: "0 0 13 * 5" }, 1))[0]).toBe("2026-04-03T00:00");
  expect((await at({ cron: "0 0 13 * 5", day_or: false }, 1))[0]).toBe("2026-11-13T00:00");
});

test("intervals count from their anchor", async () => {
  expect(await at({ interval: 3600, anchor_date: "2020-01-01T00:15:00Z" }, 2)).toEqual(["2026-03-28T12:15", "2026-03-28T13:15"]);
  await expect(next({ interval: 0 }, now, 1)).rejects.toThrow("longer");
});

test("rules of RFC 5545 repeat, and end", async () => {
  expect(await at({ rrule: "DTSTART:20260301T060000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO" }, 2)).toEqual([
    "2026-03-30T06:00",
    "2026-04-06T06:00",
  ]);
  expect(await at({ rrule: "DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;COUNT=3" })).toEqual([]);
});

test("what is not a schedule says so", async () => {
  await expect(next({ cron: "61 * * * *" }, now, 1)).rejects.toThrow();
  expect([describe({ interval: 86_400 }), describe({ interval: 90 }), describe({ cron: "0 5 * * *", timezone: "UTC" })]).toEqual([
    "every day",
    "every 90 seconds",
    "0 5 * * * (UTC)",
  ]);
});

test("a schedule keeps its zone when it is changed, whatever zone the browser is in", () => {
  expect(zoneOf({ cron: "0 4 * * *", timezone: null })).toBe("UTC");
  expect(zoneOf({ cron: "0 4 * * *" })).toBe("UTC");
  expect(zoneOf({ cron: "0 4 * * *", timezone: "US/Eastern" })).toBe("US/Eastern");
  expect(zoneOf(undefined)).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test("zones that are other names of listed ones can be chosen when they are stored", () => {
  expect(zonesWith("US/Eastern")[0]).toBe("US/Eastern");
  expect(zonesWith("Europe/Berlin").filter((zone) => zone === "Europe/Berlin")).toHaveLength(1);
  expect(zonesWith("UTC")[0]).toBe("UTC");
});
