/** The shapes of incidents, custom metrics and what automations do, by their names. */
import type { Own } from "./client";

export type Incident = Own["Incident"];
export type IncidentStatus = Own["IncidentStatus"];
export type MetricSeries = Own["MetricSeries"];
export type MetricPoint = Own["MetricPoint"];
export type MetricGroup = Own["MetricGroup"];
export type Aggregation = Own["Aggregation"];
/** An action of an automation, and what became of it. */
export type ActionRecord = Own["ActionRecord"];
/** What an automation would have done with the events of the past. */
export type Replay = Own["Replay"];
/** Slots of concurrency limits that somebody holds. */
export type Lease = Own["ConcurrencyLease"];
