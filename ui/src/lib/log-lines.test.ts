import { expect, test } from "vitest";
import { entryOf, firstError, rowsOf, select } from "./log-lines";

const entry = (level: number, message: string, task = "") => ({ at: 0, level, task, message });

test("a message of several lines is several rows, without the colours of terminals", () => {
  expect(rowsOf(entry(20, "\u001b[31mone\u001b[0m\r\ntwo")).map((row) => [row.text, row.head])).toEqual([
    ["one", true],
    ["two", false],
  ]);
});

test("filters keep whole entries", () => {
  const entries = [entry(10, "debug"), entry(40, "Traceback\n  boom", "t"), entry(30, "warned"), entry(40, "later")];
  expect(select(entries, { level: 30, tasks: undefined, search: "" }).length).toBe(4);
  expect(select(entries, { level: 0, tasks: new Set(["t"]), search: "" }).length).toBe(2);
  const found = select(entries, { level: 0, tasks: undefined, search: "BOOM" });
  expect(found.map((row) => row.text)).toEqual(["Traceback", "  boom"]);
  expect(firstError(select(entries, { level: 0, tasks: undefined, search: "" }))).toBe(1);
});

test("rows of the API's CSV are entries, others are not", () => {
  expect(entryOf(["2026-11-22 06:45:03.564793+00:00", "20", "run", "", "said"])).toEqual({
    at: Date.parse("2026-11-22T06:45:03.564Z"),
    level: 20,
    task: "",
    message: "said",
  });
  expect(entryOf(["timestamp", "level"])).toBeUndefined();
});
