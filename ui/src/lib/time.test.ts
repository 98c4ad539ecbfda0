import { expect, test } from "vitest";
import { DAY, duration, HOUR, MINUTE, relative, SECOND, spanOf, stepOf } from "./time";

test.each([
  [undefined, "–"],
  [0, "0s"],
  [12, "12ms"],
  [4200, "4.2s"],
  [59_400, "59s"],
  [59_800, "1m"],
  [200_000, "3m 20s"],
  [2 * HOUR + 5 * MINUTE, "2h 5m"],
  [2 * HOUR - 1, "2h"],
  [3 * DAY + 4 * HOUR, "3d 4h"],
  [-3000, "-3.0s"],
])("a duration of %s is %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [-2 * SECOND, "just now"],
  [-3 * MINUTE, "3 min ago"],
  [2 * HOUR, "in 2 h"],
  [-5 * DAY, "5 d ago"],
])("%s from now is %s", (delta, words) => {
  expect(relative(1e12 + delta, 1e12)).toBe(words);
});

test("ranges end now, those with a plus begin now, and own times go before both", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  expect(spanOf("1h", undefined, undefined, now)).toEqual({ since: now - HOUR, until: now });
  expect(spanOf("+24h", undefined, undefined, now)).toEqual({ since: now, until: now + DAY });
  expect(spanOf("no such", undefined, undefined, now)).toEqual({ since: now - DAY, until: now });
  const own = spanOf("1h", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", now);
  expect(own).toEqual({ since: Date.parse("2026-02-01"), until: Date.parse("2026-02-02") });
  expect(spanOf(undefined, "2026-02-02", "2026-02-01", now).until).toBe(now);
});

test("steps are round and never too many", () => {
  for (const length of [HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 400 * DAY]) {
    const step = stepOf({ since: 0, until: length }, 60);
    expect(length / step).toBeLessThanOrEqual(60);
    expect(step % MINUTE).toBe(0);
  }
});
