/** The insights of `/insights`, as `docs/insights.md` tells of them. Times are seconds. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { RunFilters } from "@/lib/filters";
import type { Span } from "@/lib/time";
import { api } from "./client";
import type { Post } from "./own";

export type GroupBy = "flow" | "deployment" | "tag" | "work_pool" | "work_queue" | "state" | "task";

export interface Named {
  id: string | null;
  name: string | null;
}

export type Group = Partial<Record<GroupBy, Named>>;

export interface Distribution {
  count: number;
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

export interface Figures {
  runs: number;
  states: { COMPLETED: number; FAILED: number; CRASHED: number; CANCELLED: number };
  success_rate: number | null;
  run_time: number;
  duration: Distribution;
  lateness: Distribution;
}

export interface Interval<T> {
  start: string;
  end: string;
  figures: T;
}

export interface RunsGroup {
  group: Group;
  figures: Figures;
  previous: Figures | null;
  change: Record<
    "runs" | "success_rate" | "run_time" | "duration_mean" | "duration_p50" | "duration_p95" | "lateness_p95",
    number | null
  > | null;
  intervals: Interval<Figures>[];
}

interface Answer {
  start: string;
  end: string;
}

export interface RunsInsight extends Answer {
  previous: { start: string; end: string } | null;
  quantile_error: number;
  groups: RunsGroup[];
  left_out: number;
}

export interface Concurrency {
  mean: number;
  max: number;
}

export interface ConcurrencyGroup {
  group: Group;
  figures: Concurrency;
  intervals: Interval<Concurrency>[];
}

export interface ConcurrencyInsight extends Answer {
  groups: ConcurrencyGroup[];
  left_out: number;
}

export interface FlowBottlenecks {
  flow: Named;
  runs: number;
  runs_left_out: number;
  wall_time: number;
  dominant: Named | null;
  previous_dominant: Named | null;
  tasks: {
    task: Named;
    runs: number;
    share: number;
    previous_share: number | null;
    share_change: number | null;
    critical_share: number;
    bottleneck_in: number;
  }[];
}

export interface BottlenecksInsight extends Answer {
  flows: FlowBottlenecks[];
  left_out: number;
}

export interface FailureGroup {
  fingerprint: string;
  flow: Named;
  error_type: string | null;
  error: string;
  raised_in: string | null;
  count: number;
  flow_runs: number;
  task_runs: number;
  crashed: number;
  tasks: Named[];
  first_seen: string;
  last_seen: string;
  new: boolean;
  new_in_version: { deployment: Named; version: string } | null;
  example: { flow_run_id: string | null; task_run_id: string | null; name: string; message: string };
}

export interface FailuresInsight extends Answer {
  looked_back_to: string;
  failures: number;
  groups: FailureGroup[];
  left_out: number;
}

export interface Retries {
  flow: Named;
  task: Named | null;
  runs: number;
  retried: number;
  retries: number;
  succeeded: number;
  success_after_retry: number | null;
  errors: { error: string; count: number }[];
}

export interface RetriesInsight extends Answer {
  tasks: Retries[];
  tasks_left_out: number;
  flows: Retries[];
  flows_left_out: number;
}

export interface Trend {
  direction: "slower" | "faster" | "steady";
  growth_per_month: number;
  low: number;
  high: number;
  words: string;
}

export interface ChangePoint {
  at: string;
  before: number;
  after: number;
  factor: number;
  p_value: number;
}

export interface TrendGroup {
  group: Group;
  runs: number;
  days: number;
  median: number | null;
  trend: Trend | null;
  changes: ChangePoint[];
  weekdays: { seasonal: boolean; days: { weekday: string; days: number; factor: number }[] } | null;
  month_end: { seasonal: boolean; days: number; factor: number } | null;
  anomalies: { flow_run_id: string; at: string; duration: number; expected: number; score: number }[];
}

export interface TrendsInsight extends Answer {
  groups: TrendGroup[];
  left_out: number;
}

/** What every insight may be narrowed to. */
type During = RunFilters & { start: string; end: string; limit?: number };

/** Figures of each interval besides: of a length, or of the calendar. */
export interface Steps {
  interval_seconds?: number;
  interval?: "hour" | "day" | "week" | "month";
  timezone?: string;
}

type Grouped = During & Steps & { group_by?: GroupBy[] };

export interface InsightPaths {
  "/insights/flow_runs": Post<Grouped & { compare?: boolean }, RunsInsight>;
  "/insights/task_runs": Post<Grouped & { compare?: boolean }, RunsInsight>;
  "/insights/concurrency": Post<Grouped & { of?: "flow_runs" | "task_runs" }, ConcurrencyInsight>;
  "/insights/bottlenecks": Post<During & { runs?: number }, BottlenecksInsight>;
  "/insights/failures": Post<During & { lookback_days?: number }, FailuresInsight>;
  "/insights/retries": Post<During, RetriesInsight>;
  "/insights/trends": Post<During & { timezone?: string; group_by?: GroupBy[] }, TrendsInsight>;
}

type Asked<P extends keyof InsightPaths> = InsightPaths[P] extends Post<infer Body, unknown> ? Body : never;
type Told<P extends keyof InsightPaths> = InsightPaths[P] extends Post<unknown, infer Answer> ? Answer : never;

/** Asks for an insight into the runs of a time. Figures of much are not asked for again with each event, but as time goes on. */
export const insightQuery = <P extends keyof InsightPaths>(path: P, span: Span, question: Omit<Asked<P>, "start" | "end">) =>
  queryOptions({
    queryKey: ["insights", path, span, question],
    queryFn: ({ signal }) =>
      api.post(path, {
        body: { ...question, start: new Date(span.since).toISOString(), end: new Date(span.until).toISOString() } as never,
        signal,
      }) as Promise<Told<P>>,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
