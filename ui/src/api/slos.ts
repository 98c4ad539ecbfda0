/** The objectives of `/slos`, as `docs/slos.md` tells of them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Span } from "@/lib/time";
import { api, type Own } from "./client";
import { everything, PAGE } from "./queries";

export type Slo = Own["Slo"];
export type SloSpec = Own["SloSpec"];
export type SloMetric = Own["SloMetric"];
export type SloKind = Own["SloKind"];
export type SloSelect = Own["SloSelect"];
export type SloSeverity = Own["SloSeverity"];
export type SloStatus = Own["SloStatus"];
/** What was good and bad in an interval, and what was left of the budget at its end. */
export type SloInterval = Own["SloInterval"];

export const slosQuery = queryOptions({
  queryKey: ["slos"],
  queryFn: ({ signal }) => everything((offset) => api.post("/slos/filter", { body: { limit: PAGE, offset }, signal })),
  refetchInterval: 30_000,
});

export const sloRefusalsQuery = queryOptions({
  queryKey: ["slos", "refused"],
  queryFn: ({ signal }) => everything((offset) => api.post("/slos/refused/filter", { body: { limit: PAGE, offset }, signal })),
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
