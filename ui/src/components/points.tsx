import type { MetricPoint } from "@/api/own";
import { compact } from "@/lib/number";
import { Instant } from "./basics";
import type { Column } from "./rows";
import { TheRun } from "./the-run";

/** The columns of a list of points: when and what was told, what else the list says of it, and by which run. */
export const pointColumns = (unit: string | null | undefined, more: Column<MetricPoint>[] = []): Column<MetricPoint>[] => [
  { title: "When", cell: (point) => <Instant at={point.timestamp} className="text-xs text-muted" /> },
  { title: "Value", look: "text-right", cell: (point) => `${compact(point.value)} ${unit ?? ""}`.trim() },
  ...more,
  { title: "Run", cell: (point) => <TheRun id={point.flow_run_id} /> },
];

/** What tells a point from others of its list. */
export const pointKey = (point: MetricPoint) =>
  `${point.series_id} ${point.timestamp} ${point.task_run_id} ${point.flow_run_id} ${point.value}`;
