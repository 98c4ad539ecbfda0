import { queryOptions } from "@tanstack/react-query";
import { api, type FlowRun } from "@/api/client";
import { usePaged } from "@/api/paged";
import { PAGE } from "@/api/queries";
import type { RunInput } from "@/lib/run-inputs";

/** What a run was given and what it waits for, whose keys begin so; oldest first. */
const inputsOf = (run: string, prefix: string, seen: readonly RunInput[], signal: AbortSignal) =>
  api.post("/flow_runs/{id}/input/filter", {
    path: { id: run },
    body: { prefix, limit: PAGE, exclude_keys: seen.map((one) => one.key) },
    signal,
  });

/** The inputs of one pause of a run. */
export const pauseQuery = (run: string, prefix: string) =>
  queryOptions({
    queryKey: ["run", run, "inputs", prefix],
    queryFn: ({ signal }) => inputsOf(run, prefix, [], signal),
  });

/** All inputs of a run. */
export const useInputs = (run: string) =>
  usePaged(
    ["run", run, "inputs"],
    (seen, signal) => inputsOf(run, "", seen as RunInput[], signal),
    (one) => one.key,
  );

const calledBy = (run: string) => ({ flow_runs: { parent_flow_run_id: { any_: [run] } } });

/** How many runs a run called. */
export const calledQuery = (run: string) =>
  queryOptions({
    queryKey: ["run", run, "called"],
    queryFn: ({ signal }) => api.post("/flow_runs/count", { body: calledBy(run), signal }) as Promise<number>,
  });

/** The runs that a run called, oldest first. */
export const useCalled = (run: string) =>
  usePaged(
    ["run", run, "called"],
    (seen, signal) =>
      api.post("/flow_runs/filter", {
        body: { ...calledBy(run), sort: "START_TIME_ASC", limit: PAGE, offset: seen.length },
        signal,
      }) as Promise<FlowRun[]>,
    (one) => one.id ?? "",
  );

export const taskStatesQuery = (run: string, task: string) =>
  queryOptions({
    queryKey: ["run", run, "task-states", task],
    queryFn: ({ signal }) => api.get("/task_run_states/", { query: { task_run_id: task }, signal }),
  });
