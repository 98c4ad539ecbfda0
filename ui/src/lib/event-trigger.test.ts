import { expect, test } from "vitest";
import { readTrigger, triggerLike, writeTrigger } from "./event-trigger";

const labels = (id: string, role?: string) => ({
  "prefect.resource.id": id,
  ...(role ? { "prefect.resource.role": role } : {}),
});
const flow = labels("prefect.flow.1", "flow");
const deployment = labels("prefect.deployment.2", "deployment");

test.each([
  [[flow, deployment], { "prefect.resource.id": "prefect.deployment.2", "prefect.resource.role": "deployment" }],
  [[flow], { "prefect.resource.id": "prefect.flow.1", "prefect.resource.role": "flow" }],
  [[], undefined],
])("an event of a run stands for those of its deployment or flow", (related, match_related) => {
  const event = { event: "prefect.flow-run.Failed", resource: labels("prefect.flow-run.3"), related };
  expect(triggerLike(event)).toEqual({
    type: "event",
    posture: "Reactive",
    expect: ["prefect.flow-run.Failed"],
    match: { "prefect.resource.id": "prefect.flow-run.*" },
    ...(match_related ? { match_related } : {}),
    for_each: ["prefect.resource.id"],
    threshold: 1,
    within: 0,
  });
});

test("another event stands for those of the same resource", () => {
  const event = { event: "file.arrived", resource: labels("s3://bucket/orders"), related: [flow] };
  expect(triggerLike(event)).toEqual({
    type: "event",
    posture: "Reactive",
    expect: ["file.arrived"],
    match: { "prefect.resource.id": "s3://bucket/orders" },
    threshold: 1,
    within: 0,
  });
});

test("a trigger survives an address, and what is none is not taken for one", () => {
  const trigger = triggerLike({ event: "a & b", resource: labels("prefect.flow.1"), related: [] });
  expect(readTrigger(writeTrigger(trigger))).toEqual(trigger);
  for (const text of [undefined, "", "{", "3", "null", "{}", '{"type":3}']) expect(readTrigger(text)).toBeUndefined();
});
