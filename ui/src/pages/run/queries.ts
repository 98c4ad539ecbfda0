import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE } from "@/api/queries";

/** What a run waits for and was given while it ran, oldest first. */
export const inputsQuery = (run: string) =>
  queryOptions({
    queryKey: ["run", run, "inputs"],
    queryFn: ({ signal }) =>
      api.post("/flow_runs/{id}/input/filter", { path: { id: run }, body: { prefix: "", limit: PAGE }, signal }),
  });

/** The runs that a run called, oldest first. */
export const childrenQuery = (run: string) =>
  queryOptions({
    queryKey: ["run", run, "children"],
    queryFn: ({ signal }) =>
      api.post("/flow_runs/filter", {
        body: { flow_runs: { parent_flow_run_id: { any_: [run] } }, sort: "START_TIME_ASC", limit: PAGE },
        signal,
      }),
  });

export const taskStatesQuery = (run: string, task: string) =>
  queryOptions({
    queryKey: ["run", run, "task-states", task],
    queryFn: ({ signal }) => api.get("/task_run_states/", { query: { task_run_id: task }, signal }),
  });
