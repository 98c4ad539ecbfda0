import type { MetricSeries } from "@/api/own";

type Told = Pick<MetricSeries, "flow_id" | "deployment_id" | "unit" | "labels">;

/** What the series of a metric differ in, as the API groups by it. */
export function metricGroupings(series: readonly Told[]): string[] {
  const several = (of: (one: Told) => unknown) => new Set(series.map(of)).size > 1;
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))].sort();
  return [
    ...(several((one) => one.flow_id) ? ["flow"] : []),
    ...(several((one) => one.deployment_id) ? ["deployment"] : []),
    ...(several((one) => one.unit) ? ["unit"] : []),
    ...labels.filter((label) => several((one) => one.labels[label])).map((label) => `label.${label}`),
  ];
}

/** The name of a group of points, for people. */
export const metricGroupName = (group: Record<string, string | null>): string =>
  Object.entries(group)
    .map(([by, name]) => name ?? `no ${by.replace(/^label\./, "")}`)
    .join(" / ");
