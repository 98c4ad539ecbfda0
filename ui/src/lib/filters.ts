import type { Schemas, Sparse } from "@/api/client";
import { type Span, spanOf } from "./time";

/** What every page that lists or counts runs is narrowed to. It lives in the address. */
export interface Filters {
  range?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  flow?: string[] | undefined;
  deployment?: string[] | undefined;
  tag?: string[] | undefined;
  pool?: string[] | undefined;
  state?: string[] | undefined;
}

export const DIMENSIONS = ["flow", "deployment", "tag", "pool", "state"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === "string" && one ? one : undefined;
};
const list = (value: unknown): string[] | undefined => {
  const all = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");
  return all.length ? [...new Set(all)] : undefined;
};

/** Reads the filters of an address; what is not understood is left out. */
export function readFilters(raw: Raw): Filters {
  const filters: Filters = {};
  for (const name of ["range", "from", "to"] as const) {
    const value = text(raw[name]);
    if (value) filters[name] = value;
  }
  for (const name of DIMENSIONS) {
    const value = list(raw[name]);
    if (value) filters[name] = value;
  }
  return filters;
}

/** An address's parameters: a name that comes several times has a list. */
export function parseSearch(search: string): Raw {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = found[name];
    found[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

export function writeSearch(search: Raw): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "" && one !== false) params.append(name, String(one));
    }
  }
  const written = params.toString();
  return written ? `?${written}` : "";
}

export type RunFilters = Sparse<
  Pick<Schemas["Body_read_flow_runs_flow_runs_filter_post"], "flow_runs" | "flows" | "deployments" | "work_pools">
>;

/** The filters in the words of the API. `during` bounds the time at which runs were expected. */
export function runFilters(filters: Filters, during?: Span): RunFilters {
  const runs: Sparse<Schemas["FlowRunFilter"]> = {};
  if (during) {
    runs.expected_start_time = { after_: new Date(during.since).toISOString(), before_: new Date(during.until).toISOString() };
  }
  if (filters.state) runs.state = { name: { any_: filters.state } };
  if (filters.tag) runs.tags = { all_: filters.tag };
  const body: RunFilters = { flow_runs: runs };
  if (filters.flow) body.flows = { name: { any_: filters.flow } };
  if (filters.deployment) body.deployments = { id: { any_: filters.deployment } };
  if (filters.pool) body.work_pools = { name: { any_: filters.pool } };
  return body;
}

export function filterSpan(filters: Filters, now: number): Span {
  return spanOf(filters.range, filters.from, filters.to, now);
}

export function withValue(filters: Filters, name: Dimension, value: string, on: boolean): Filters {
  const rest = (filters[name] ?? []).filter((one) => one !== value);
  const values = on ? [...rest, value] : rest;
  return { ...filters, [name]: values.length ? values : undefined };
}
