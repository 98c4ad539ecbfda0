import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { RunFilters } from "@/lib/filters";
import type { Span } from "@/lib/time";
import { api, type Deployment, type Flow, type FlowRun, type TaskRun } from "./client";

/** The most rows that the API gives at once. */
export const PAGE = 200;

/** Names change seldom. */
const SLOW = 60_000;

/** The most rows of a list that a page reads. */
export const MOST = 5000;

/** All that a paged list has, up to `most`. */
export async function everything<T>(read: (offset: number) => Promise<T[]>, most = MOST): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await read(all.length);
    all.push(...page);
    if (page.length < PAGE || all.length >= most) return all;
  }
}

export const flowsQuery = queryOptions({
  queryKey: ["flows"],
  queryFn: ({ signal }) =>
    everything<Flow>(
      (offset) => api.post("/flows/filter", { body: { limit: PAGE, offset, sort: "NAME_ASC" }, signal }) as Promise<Flow[]>,
    ),
  staleTime: SLOW,
});

export const deploymentsQuery = queryOptions({
  queryKey: ["deployments"],
  queryFn: ({ signal }) =>
    everything<Deployment>(
      (offset) =>
        api.post("/deployments/filter", { body: { limit: PAGE, offset, sort: "NAME_ASC" }, signal }) as Promise<Deployment[]>,
    ),
  staleTime: SLOW,
});

export const poolsQuery = queryOptions({
  queryKey: ["pools"],
  queryFn: ({ signal }) => everything((offset) => api.post("/work_pools/filter", { body: { limit: PAGE, offset }, signal })),
  staleTime: SLOW,
});

/** The blocks that have names. */
export const blocksQuery = queryOptions({
  queryKey: ["blocks"],
  queryFn: ({ signal }) =>
    everything((offset) =>
      api.post("/block_documents/filter", {
        body: { block_documents: { is_anonymous: { eq_: false } }, limit: PAGE, offset } as never,
        signal,
      }),
    ),
});

/** The names of flows and deployments by their ids. */
export function useNames() {
  const flows = useQuery(flowsQuery).data;
  const deployments = useQuery(deploymentsQuery).data;
  return {
    flow: (id: string | null | undefined) => flows?.find((flow) => flow.id === id)?.name ?? (flows && id ? id.slice(0, 8) : ""),
    deployment: (id: string | null | undefined) =>
      deployments?.find((one) => one.id === id)?.name ?? (deployments && id ? id.slice(0, 8) : ""),
  };
}

export const historyQuery = (filters: RunFilters, span: Span, step: number) =>
  queryOptions({
    queryKey: ["runs", "history", filters, span, step],
    queryFn: ({ signal }) =>
      api.post("/flow_runs/history", {
        body: {
          ...filters,
          history_start: new Date(span.since).toISOString(),
          history_end: new Date(span.until).toISOString(),
          history_interval_seconds: step / 1000,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const countQuery = (filters: RunFilters) =>
  queryOptions({
    queryKey: ["runs", "count", filters],
    queryFn: ({ signal }) => api.post("/flow_runs/count", { body: filters, signal }) as Promise<number>,
    placeholderData: keepPreviousData,
  });

export type RunSort =
  | "EXPECTED_START_TIME_DESC"
  | "EXPECTED_START_TIME_ASC"
  | "START_TIME_DESC"
  | "START_TIME_ASC"
  | "END_TIME_DESC"
  | "NAME_ASC"
  | "NAME_DESC";

export const runsQuery = (filters: RunFilters, sort: RunSort, limit = PAGE, offset = 0) =>
  queryOptions({
    queryKey: ["runs", "list", filters, sort, limit, offset],
    queryFn: ({ signal }) =>
      api.post("/flow_runs/filter", { body: { ...filters, sort, limit, offset }, signal }) as Promise<FlowRun[]>,
    placeholderData: keepPreviousData,
  });

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ["run", id], queryFn: ({ signal }) => api.get("/flow_runs/{id}", { path: { id }, signal }) });

export const graphQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id, "graph"],
    queryFn: ({ signal }) => api.get("/flow_runs/{id}/graph-v2", { path: { id }, signal }),
  });

export const runStatesQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id, "states"],
    queryFn: ({ signal }) => api.get("/flow_run_states/", { query: { flow_run_id: id }, signal }),
  });

/** How many task runs of a run are read at most. */
export const MOST_TASK_RUNS = 10_000;

export const taskRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id, "tasks"],
    queryFn: ({ signal }) =>
      everything<TaskRun>(
        (offset) =>
          api.post("/task_runs/filter", {
            body: { flow_runs: { id: { any_: [id] } }, limit: PAGE, offset, sort: "EXPECTED_START_TIME_ASC" },
            signal,
          }) as Promise<TaskRun[]>,
        MOST_TASK_RUNS,
      ),
  });

/** All series of custom metrics. */
export const metricsQuery = queryOptions({
  queryKey: ["metrics"],
  queryFn: ({ signal }) => everything((offset) => api.post("/metrics/filter", { body: { limit: PAGE, offset }, signal })),
});

export const incidentsQuery = (status: ("open" | "acknowledged" | "resolved")[]) =>
  queryOptions({
    queryKey: ["incidents", status],
    queryFn: ({ signal }) =>
      everything((offset) => api.post("/incidents/filter", { body: { status, limit: PAGE, offset }, signal })),
  });
