import { expect, test } from "vitest";
import { fingerprint, groupFailures } from "./fingerprint";

test.each([
  ["customer 17 has no address", "customer 18 has no address", true],
  ["no row 2026-01-01T03:00:00Z", "no row 2026-02-01 04:11:09.123", true],
  ["run 0192f0c1-a2b3-7c4d-8e9f-0a1b2c3d4e5f is gone", "run 1192f0c1-a2b3-7c4d-8e9f-0a1b2c3d4e5f is gone", true],
  ["<object at 0x7f00aa11>", "<object at 0x7f00bb22>", true],
  ["Flow run encountered an exception: KeyError: 'a'", "Task run failed with exception: KeyError: 'a'", true],
  ["KeyError: 'a'", "KeyError: 'b'", false],
  ["timeout\nafter 3 s", "timeout\nat line 4", true],
])("%j and %j: one cause? %s", (a, b, same) => {
  expect(fingerprint(a) === fingerprint(b)).toBe(same);
});

test("groups have the newest run, the flows, and the most frequent comes first", () => {
  const run = (id: number, flow_id: string, message: string | null) => ({ id, flow_id, state: { message } });
  const groups = groupFailures([run(4, "a", "lone"), run(3, "b", "row 3"), run(2, "a", "row 2"), run(1, "a", null)]);
  expect(groups.map((group) => [group.count, group.newest.id, group.flows])).toEqual([
    [2, 3, ["b", "a"]],
    [1, 4, ["a"]],
    [1, 1, ["a"]],
  ]);
});
