import type { Schemas, Sparse } from "@/api/client";
import type { MetricSeries } from "@/api/own";
import type { Slo, SloInterval, SloMetric, SloSpec } from "@/api/slos";
import { MINUTE, SECOND, type Span } from "./time";

/** How many intervals an objective's window is cut into, of the thousand that the API gives. */
const PIECES = 720;

/** Whole minutes, by which the server counts. */
export const pieceOf = (windowSeconds: number): number => Math.ceil((windowSeconds * SECOND) / PIECES / MINUTE) * MINUTE;

/** A time in which so many runs or points broke an objective. */
export interface BadTime extends Span {
  bad: number;
}

/** The times in which something broke an objective, the newest first. */
export const badTimes = (history: readonly SloInterval[]): BadTime[] =>
  history
    .filter((one) => one.bad > 0)
    .map((one) => ({ since: Date.parse(one.start), until: Date.parse(one.end), bad: one.bad }))
    .reverse();

type FlowRunFilter = Sparse<Schemas["FlowRunFilter"]>;

const BROKEN = ["FAILED" as const, "CRASHED" as const];
const iso = (at: number) => new Date(at).toISOString();
const between = (since: number, until: number) => ({ after_: iso(since), before_: iso(until) });

/** Filters of the API, of which one passes each run that broke an objective in a time. They pass others too. */
export function suspects(
  { kind, limit_seconds }: Pick<SloSpec, "kind" | "limit_seconds">,
  { since, until }: Span,
): FlowRunFilter[] {
  const limit = (limit_seconds ?? 0) * SECOND;
  if (kind === "success-rate") return [{ state: { type: { any_: BROKEN } }, end_time: between(since, until) }];
  if (kind === "max-duration") {
    const start_time = { before_: iso(until - limit) };
    return [
      { start_time, end_time: { after_: iso(since) } },
      { start_time, state: { type: { any_: ["RUNNING"] } } },
    ];
  }
  if (kind === "lateness") {
    const never = { state: { type: { any_: BROKEN } }, start_time: { is_null_: true }, end_time: between(since, until) };
    return [{ expected_start_time: between(since - limit, until - limit) }, never];
  }
  return [];
}

interface Run {
  state_type?: string | null;
  expected_start_time?: string | null;
  start_time?: string | null;
  end_time?: string | null;
  /** Seconds. */
  total_run_time?: number | null;
  estimated_run_time?: number | null;
}

/** When a run broke an objective, or undefined if it did not: as the server judges it (`docs/slos.md`). */
export function brokeAt(
  run: Run,
  { kind, limit_seconds }: Pick<SloSpec, "kind" | "limit_seconds">,
  now: number,
): number | undefined {
  const time = (at: string | null | undefined) => (at ? Date.parse(at) : undefined);
  const broken = run.state_type === "FAILED" || run.state_type === "CRASHED";
  const end = time(run.end_time);
  const limit = (limit_seconds ?? 0) * SECOND;
  if (kind === "success-rate") return broken ? (end ?? now) : undefined;
  if (kind === "max-duration") {
    const ran = (run.estimated_run_time ?? run.total_run_time ?? 0) * SECOND;
    return ran > limit ? (end ?? now) - (ran - limit) : undefined;
  }
  const expected = time(run.expected_start_time);
  if (kind !== "lateness" || expected === undefined) return undefined;
  const due = expected + limit;
  if (!run.start_time && broken) return Math.min(due, end ?? now);
  return (time(run.start_time) ?? end ?? now) > due ? due : undefined;
}

/** Whether something came in a time, by the minutes in which the server counts. */
export const within = (at: number | undefined, { since, until }: Span): boolean =>
  at !== undefined && Math.floor(at / MINUTE) * MINUTE >= since && Math.floor(at / MINUTE) * MINUTE < until;

/** Whether a value is not where it should be. */
export const isOut = ({ min, max }: Pick<SloMetric, "min" | "max">, value: number): boolean =>
  (typeof min === "number" && value < min) || (typeof max === "number" && value > max);

interface Deployment {
  id?: string;
  name: string;
  tags?: string[] | null;
  work_pool_name?: string | null;
}

/** Whether an objective looks at a series of its metric. */
export function looksAt(
  { spec: { select }, deployment_id }: Pick<Slo, "spec" | "deployment_id">,
  series: Pick<MetricSeries, "flow_id" | "flow_name" | "deployment_id" | "deployment_name">,
  deployments: readonly Deployment[],
): boolean {
  const own = deployments.find((one) => one.id === series.deployment_id);
  const named = (wanted: readonly string[], ...names: (string | null | undefined)[]) =>
    wanted.length === 0 || wanted.some((one) => names.includes(one));
  return (
    (deployment_id === null || deployment_id === series.deployment_id) &&
    named(select.flows, series.flow_id, series.flow_name) &&
    named(
      select.deployments,
      series.deployment_id,
      series.deployment_name,
      series.deployment_name && `${series.flow_name}/${series.deployment_name}`,
    ) &&
    named(select.work_pools, own?.work_pool_name) &&
    select.tags.every((tag) => own?.tags?.includes(tag))
  );
}
