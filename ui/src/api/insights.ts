/** The insights of `/insights`, as `docs/insights.md` tells of them. Times are seconds. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Span } from "@/lib/time";
import { type Asked, api, type Own, type Told } from "./client";

export type GroupBy = NonNullable<Asked<"/insights/flow_runs" | "/insights/task_runs">["group_by"]>[number];
export type Named = Own["Named"];
export type Group = Partial<Record<GroupBy, Named>>;
export type Distribution = Own["Distribution"];
export type Figures = Own["RunFigures"];
export type RunsInsight = Own["RunsInsight"];
export type RunsGroup = Own["RunsGroup"];
export type Concurrency = Own["Concurrency"];
export type FlowBottlenecks = Own["FlowBottlenecks"];
export type FailureGroup = Own["FailureGroup"];
export type Retries = Own["Retries"];
export type TrendGroup = Own["TrendGroup"];
export type ChangePoint = Own["ChangePoint"];

export interface Interval<T> {
  start: string;
  end: string;
  figures: T;
}

/** Figures of each interval besides: of a length, or of the calendar. */
export type Steps = Pick<Asked<"/insights/flow_runs">, "interval_seconds" | "interval" | "timezone">;

export type InsightPath = Extract<Parameters<typeof api.post>[0], `/insights/${string}`>;

/** Asks for an insight into the runs of a time. Figures of much are not asked for again with each event, but as time goes on. */
export const insightQuery = <P extends InsightPath>(path: P, span: Span, question: Omit<Asked<P>, "start" | "end">) =>
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
