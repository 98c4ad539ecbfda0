import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { explain } from "@/api/client";
import { concerned, Refresher } from "./live";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an event of a task run concerns the run that it belongs to", () => {
  const resource = { "prefect.resource.id": "prefect.task-run.t" };
  const related = [{ "prefect.resource.id": "prefect.flow-run.r" }, { "prefect.resource.id": "prefect.flow.f" }];
  expect(concerned({ event: "prefect.task-run.Running", resource, related })).toEqual([["run", "r"]]);
});

test("an event of a flow run concerns the lists too", () => {
  const resource = { "prefect.resource.id": "prefect.flow-run.r" };
  expect(concerned({ event: "prefect.flow-run.Failed", resource, related: [] })).toEqual([["runs"], ["run", "r"]]);
});

test("signs of life concern nothing, and incidents their page", () => {
  const resource = { "prefect.resource.id": "prefect.flow-run.r" };
  expect(concerned({ event: "prefect.flow-run.heartbeat", resource, related: [] })).toEqual([]);
  expect(concerned({ event: "prefect.worker.heartbeat", resource, related: [] })).toEqual([]);
  expect(concerned({ event: "weir.incident.declared", resource, related: [] })).toEqual([["incidents"]]);
});

test("a slow answer is awaited, and asked for again after it", async () => {
  const client = new QueryClient();
  const answers: ((rows: number) => void)[] = [];
  const signals: AbortSignal[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["runs", "list"],
    queryFn: ({ signal }) => {
      signals.push(signal);
      return new Promise<number>((done) => answers.push(done));
    },
  });
  const leave = observer.subscribe(() => {});
  const refresher = new Refresher(client);
  for (let event = 0; event < 3; event++) {
    refresher.add(["runs"]);
    await vi.advanceTimersByTimeAsync(2500);
  }
  expect(answers).toHaveLength(1);
  expect(signals[0]?.aborted).toBe(false);
  answers[0]?.(1);
  await vi.advanceTimersByTimeAsync(2500);
  expect(observer.getCurrentResult().data).toBe(1);
  expect(answers).toHaveLength(2);
  answers[1]?.(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(observer.getCurrentResult().data).toBe(2);
  expect(answers).toHaveLength(2);
  leave();
});

test("errors in Prefect's shapes are told in words", () => {
  expect(explain(422, { detail: [{ loc: ["body", "limit"], msg: "is too large" }] })).toBe("limit: is too large");
  expect(explain(404, { detail: "Flow run not found" })).toBe("Flow run not found");
  expect(explain(500, { exception_message: "Internal Server Error" })).toBe("Internal Server Error");
  expect(explain(502, undefined)).toBe("The server answered 502.");
});
