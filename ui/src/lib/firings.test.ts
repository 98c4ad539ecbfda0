import { expect, test } from "vitest";
import type { ActionRecord } from "@/api/own";
import { firingsOf, lineOf } from "./firings";

const labels = (id: string, name?: string, role?: string) => ({
  "prefect.resource.id": id,
  ...(name ? { "prefect.resource.name": name } : {}),
  ...(role ? { "prefect.resource.role": role } : {}),
});
const failed = (run: string, name?: string) => ({
  id: "e",
  occurred: "2026-02-02T02:40:00Z",
  event: "prefect.flow-run.Failed",
  resource: labels(`prefect.flow-run.${run}`, name),
  related: [labels("prefect.deployment.1", "nightly", "deployment"), labels("prefect.flow.1", "etl", "flow")],
});
const action = (id: string, told: string | null, more: object = {}, action_index = 0) =>
  ({
    id,
    created: "2026-02-02T02:40:01Z",
    action_index,
    rendered: null,
    firing: { told_event_id: told, state: "Triggered", labels: {}, value: null, event: null, ...more },
  }) as unknown as ActionRecord;

test("actions of one firing stand together, in their order; each firing tells what it was about", () => {
  const [second, first] = firingsOf([
    action("4", "b", { event: failed("2", "wise-heron") }, 1),
    action("3", "b", { event: failed("2", "wise-heron") }, 0),
    action("2", "a", { event: failed("1", "gifted-otter"), state: "Resolved" }),
  ]);
  expect(second?.actions.map((one) => one.id)).toEqual(["3", "4"]);
  expect(second).toMatchObject({
    about: { id: "prefect.flow-run.2", name: "wise-heron" },
    beside: ["etl", "nightly"],
    event: "prefect.flow-run.Failed",
    state: "Triggered",
  });
  expect(first).toMatchObject({ about: { name: "gifted-otter" }, state: "Resolved" });
});

test("without an event, a firing is about what its trigger watches by itself, or about nothing alone", () => {
  const [watched, metric] = firingsOf([
    action("2", null, { labels: labels("prefect.flow-run.0b1c") }),
    action("1", "a", { value: 0.25 }),
  ]);
  expect(watched).toMatchObject({ key: "2", about: { id: "prefect.flow-run.0b1c", name: "flow-run.0b1c" }, event: undefined });
  expect(metric).toMatchObject({ about: undefined, value: 0.25, beside: [] });
});

test.each([
  [{ subject: "etl failed", body: "long" }, "etl failed"],
  [{ title: " ", severity: "error", payload: '{"a": 1}\n{"b": 2}' }, '{"a": 1}'],
  [{ severity: "error" }, undefined],
  [null, undefined],
])("%j is told as %s", (rendered, line) => {
  expect(lineOf({ rendered } as Pick<ActionRecord, "rendered">)).toBe(line);
});
