/** The objectives of `/slos`, as `docs/slos.md` tells of them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Span } from "@/lib/time";
import { api } from "./client";
import type { Post } from "./own";
import { PAGE } from "./queries";

export type SloKind = "max-duration" | "success-rate" | "freshness" | "lateness" | "metric";
export type SloSeverity = "minor" | "low" | "moderate" | "high" | "critical";
export type SloState = "unknown" | "met" | "breached";

export interface SloSelect {
  flows: string[];
  deployments: string[];
  tags: string[];
  work_pools: string[];
}

/** What is promised. */
export interface SloSpec {
  name: string;
  description: string;
  enabled: boolean;
  severity: SloSeverity;
  kind: SloKind;
  limit_seconds: number | null;
  metric: {
    name: string;
    unit?: string | null;
    labels?: Record<string, string>;
    min?: number | null;
    max?: number | null;
  } | null;
  target: number | null;
  window_seconds: number;
  select: SloSelect;
}

/** How it stands with the promise. */
export interface SloStatus {
  state: SloState;
  since: string | null;
  evaluated: string | null;
  unit: "runs" | "points" | "seconds";
  good: number;
  bad: number;
  good_share: number | null;
  budget: { total: number; spent: number; left_share: number } | null;
  burn_rates: { window_seconds: number; rate: number | null }[];
  alert: "fast" | "medium" | "slow" | null;
  last_bad: {
    at: string;
    flow_run_id: string | null;
    flow_id: string | null;
    deployment_id: string | null;
    value: number | null;
  } | null;
}

export interface Slo {
  id: string;
  created: string;
  updated: string;
  source: "api" | "tag" | "sla";
  deployment_id: string | null;
  spec: SloSpec;
  status: SloStatus;
}

/** What was good and bad in an interval, and what was left of the budget at its end. */
export interface SloInterval {
  start: string;
  end: string;
  good: number;
  bad: number;
  good_share: number | null;
  budget_left_share: number | null;
}

/** A tag that looks like an objective and is none. */
export interface SloRefusal {
  deployment_id: string;
  deployment_name: string;
  flow_name: string;
  tag: string;
  reason: string;
}

interface Answered<Answer> {
  responses: { 200: { content: { "application/json": Answer } } };
}
interface Put<Body, Answer> {
  put: Answered<Answer> & { requestBody: { content: { "application/json": Body } } };
}

export interface SloPaths {
  "/slos/": Post<SloSpec, Slo>;
  "/slos/filter": Post<{ state?: SloState[]; kind?: SloKind[]; limit: number; offset?: number }, Slo[]>;
  "/slos/refused/filter": Post<{ limit: number }, SloRefusal[]>;
  "/slos/{id}": { get: Answered<Slo>; delete: Answered<undefined> } & Put<SloSpec, Slo>;
  "/slos/{id}/status": { get: Answered<SloStatus> };
  "/slos/{id}/history": Post<{ start: string; end: string; interval_seconds: number }, SloInterval[]>;
}

export const slosQuery = queryOptions({
  queryKey: ["slos"],
  queryFn: ({ signal }) => api.post("/slos/filter", { body: { limit: PAGE }, signal }),
  refetchInterval: 30_000,
});

export const sloRefusalsQuery = queryOptions({
  queryKey: ["slos", "refused"],
  queryFn: ({ signal }) => api.post("/slos/refused/filter", { body: { limit: PAGE }, signal }),
});

export const sloQuery = (id: string) =>
  queryOptions({
    queryKey: ["slos", id],
    queryFn: ({ signal }) => api.get("/slos/{id}", { path: { id }, signal }),
    refetchInterval: 30_000,
  });

/** How an objective stands at this very moment. */
export const sloStatusQuery = (id: string) =>
  queryOptions({
    queryKey: ["slos", id, "status"],
    queryFn: ({ signal }) => api.get("/slos/{id}/status", { path: { id }, signal }),
    refetchInterval: 30_000,
  });

export const sloHistoryQuery = (id: string, span: Span, step: number) =>
  queryOptions({
    queryKey: ["slos", id, "history", span, step],
    queryFn: ({ signal }) =>
      api.post("/slos/{id}/history", {
        path: { id },
        body: {
          start: new Date(span.since).toISOString(),
          end: new Date(span.until).toISOString(),
          interval_seconds: step / 1000,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
