import { expect, test } from "vitest";
import { explain } from "@/api/client";
import { concerned } from "./live";

test("an event of a task run concerns the run that it belongs to", () => {
  const resource = { "prefect.resource.id": "prefect.task-run.t" };
  const related = [{ "prefect.resource.id": "prefect.flow-run.r" }, { "prefect.resource.id": "prefect.flow.f" }];
  expect(concerned({ event: "prefect.task-run.Running", resource, related })).toEqual([["run", "r"]]);
});

test("an event of a flow run concerns the lists too", () => {
  const resource = { "prefect.resource.id": "prefect.flow-run.r" };
  expect(concerned({ event: "prefect.flow-run.Failed", resource, related: [] })).toEqual([["runs"], ["run", "r"]]);
});

test("errors in Prefect's shapes are told in words", () => {
  expect(explain(422, { detail: [{ loc: ["body", "limit"], msg: "is too large" }] })).toBe("limit: is too large");
  expect(explain(404, { detail: "Flow run not found" })).toBe("Flow run not found");
  expect(explain(500, { exception_message: "Internal Server Error" })).toBe("Internal Server Error");
  expect(explain(502, undefined)).toBe("The server answered 502.");
});
