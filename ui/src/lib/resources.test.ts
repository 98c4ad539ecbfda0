import { expect, test } from "vitest";
import { neighbours, pageOf, partsOf, resourcePage } from "./resources";

test.each([
  ["prefect.flow-run.1-2", "", "/runs/1-2"],
  ["prefect.deployment.1-2", "nightly", "/deployments/1-2"],
  ["prefect.work-pool.1-2", "my pool", "/work-pools/my%20pool"],
  ["prefect.work-pool.1-2", "", undefined],
  ["prefect.tag.team:data", "", "/runs?tag=team%3Adata"],
  ["prefect.task-run.1-2", "load", undefined],
  ["s3://bucket/orders", "", undefined],
])("%s leads to its page", (id, name, page) => {
  expect(pageOf(id, name)).toBe(page);
});

test("an id of somebody else has no parts, and leads to what events say of it", () => {
  expect(partsOf("s3://bucket/orders")).toBeUndefined();
  expect(resourcePage("s3://bucket/orders")).toBe("/resources/s3%3A%2F%2Fbucket%2Forders");
});

test("what stands beside a resource is counted once an event", () => {
  const run = (id: string) => ({ "prefect.resource.id": `prefect.flow-run.${id}`, "prefect.resource.name": id });
  const flow = { "prefect.resource.id": "prefect.flow.1", "prefect.resource.name": "orders", "prefect.resource.role": "flow" };
  const events = [
    { event: "a", resource: run("x"), related: [flow, flow] },
    { event: "b", resource: run("y"), related: [flow] },
    { event: "c", resource: flow, related: [] },
  ];
  expect(neighbours(events, "prefect.flow-run.x")).toEqual([
    { id: "prefect.flow.1", name: "orders", role: "flow", count: 3 },
    { id: "prefect.flow-run.y", name: "y", role: "flow-run", count: 1 },
  ]);
});
