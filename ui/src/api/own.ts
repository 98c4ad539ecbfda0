/** Weir's own operations, which Prefect's OpenAPI document does not have, in the form of the generated types. */

export interface Post<Body, Answer> {
  post: {
    requestBody: { content: { "application/json": Body } };
    responses: { 200: { content: { "application/json": Answer } } };
  };
}
interface Get<Answer> {
  get: { responses: { 200: { content: { "application/json": Answer } } } };
}

export type IncidentStatus = "open" | "acknowledged" | "resolved";

export interface Incident {
  id: string;
  created: string;
  updated: string;
  title: string;
  description: string;
  severity: string;
  status: IncidentStatus;
  automation_id: string;
  automation_name: string;
  subject: string;
  occurrences: number;
  acknowledged: string | null;
  acknowledged_by: string | null;
  resolved: string | null;
  resolved_by: string | null;
}

export interface MetricSeries {
  id: number;
  name: string;
  unit: string | null;
  labels: Record<string, string>;
  flow_id: string | null;
  flow_name: string | null;
  deployment_id: string | null;
  deployment_name: string | null;
  created: string;
  count: number;
  last_timestamp: string;
  last_value: number;
}

export interface MetricPoint {
  series_id: number;
  timestamp: string;
  value: number;
  flow_run_id: string | null;
  task_run_id: string | null;
}

export type Aggregation = "avg" | "min" | "max" | "sum" | "count" | "last" | "p50" | "p95";

/** The points of a group, as one value and as one of each interval. */
export interface MetricGroup {
  group: Record<string, string | null>;
  count: number;
  value: number | null;
  intervals: { start: string; end: string; count: number; value: number | null }[];
}

export interface MetricAggregates {
  name: string;
  start: string;
  end: string;
  aggregation: Aggregation;
  groups: MetricGroup[];
}

/** An action of an automation, and what became of it. */
export interface ActionRecord {
  id: string;
  created: string;
  updated: string;
  automation_id: string;
  automation_name: string;
  action: { type: string };
  action_index: number;
  triggering_event_id: string | null;
  status: "pending" | "executed" | "failed";
  attempts: number;
  next_attempt: string | null;
  reason: string | null;
  response: { status_code?: number; response_body?: string } | null;
}

export interface ActionPage {
  actions: ActionRecord[];
  next: string | null;
}

/** What an automation would have done with the events of the past. */
export interface Replay {
  since: string;
  until: string;
  is_whole: boolean;
  events: number;
  concerned: number;
  firings: { at: string; state: string; labels: unknown; event: unknown; actions: unknown[] }[];
}

interface MetricSelection {
  name?: string;
  flow_id?: string;
  deployment_id?: string;
  flow_run_id?: string;
  limit?: number;
  offset?: number;
}

export interface OwnPaths {
  "/incidents/filter": Post<{ limit: number; offset: number; status: IncidentStatus[] | null }, Incident[]>;
  "/incidents/{id}": Get<Incident>;
  "/incidents/{id}/acknowledge": Post<{ by: string | null }, Incident>;
  "/incidents/{id}/resolve": Post<{ by: string | null }, Incident>;
  "/metrics/filter": Post<MetricSelection, MetricSeries[]>;
  "/metrics/query": Post<
    { name: string; start: string; end: string; interval_seconds: number; aggregation: Aggregation; group_by: string[] },
    MetricAggregates
  >;
  "/metrics/points/filter": Post<MetricSelection & { name: string; start: string; end: string; sort: string }, MetricPoint[]>;
}
