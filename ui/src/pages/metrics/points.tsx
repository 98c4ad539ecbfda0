import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { api } from "@/api/client";
import type { MetricPoint, MetricSeries } from "@/api/own";
import { Empty, Loaded, Panel, Skeleton } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { pointColumns, pointKey } from "@/components/points";
import { Rows } from "@/components/rows";
import { changed } from "@/lib/insights";
import { compact, quantile } from "@/lib/number";
import type { Span } from "@/lib/time";

const Lines = lazy(() => import("@/components/charts/lines"));

/** The most points that are asked for and drawn. */
const POINTS = 2000;
/** How many of the newest are held against the median. */
const NEWEST = 25;

/** A series by what tells it apart. */
export const labelled = (series: MetricSeries) =>
  [series.name, series.flow_name, ...Object.entries(series.labels).map(([name, value]) => `${name}=${value}`)]
    .filter(Boolean)
    .join(" · ");

/** The points of one series, and the newest of them run by run. */
export function Points({ series, span }: { series: MetricSeries; span: Span }) {
  const query = useQuery({
    queryKey: ["metric", series.id, span],
    queryFn: ({ signal }) =>
      api.post("/metrics/points/filter", {
        body: {
          name: series.name,
          ...(series.flow_id ? { flow_id: series.flow_id } : {}),
          ...(series.deployment_id ? { deployment_id: series.deployment_id } : {}),
          start: new Date(span.since).toISOString(),
          end: new Date(span.until).toISOString(),
          sort: "TIMESTAMP_DESC",
          limit: POINTS,
        },
        signal,
      }),
  });
  const points = useMemo(
    () => (query.data ?? []).filter((point) => point.series_id === undefined || point.series_id === series.id).reverse(),
    [query.data, series.id],
  );
  const times = useMemo(() => points.map((point) => Date.parse(point.timestamp)), [points]);
  const lines = useMemo(
    () => [{ label: series.unit ?? series.name, values: points.map((point) => point.value), colour: "--c-accent" }],
    [points, series.unit, series.name],
  );
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[3fr_2fr]">
      <Chart
        title={labelled(series)}
        aside={query.data?.length === POINTS ? `the newest ${compact(POINTS)} points` : undefined}
        table={
          points.length
            ? () => [
                ["timestamp", "value", "flow_run_id"],
                ...points.map((point) => [point.timestamp, point.value, point.flow_run_id]),
              ]
            : undefined
        }
      >
        <Loaded query={query} what="The points" room="h-60">
          {() =>
            points.length ? (
              <Suspense fallback={<Skeleton className="h-56" />}>
                <Lines label={labelled(series)} times={times} lines={lines} format={compact} height={220} />
              </Suspense>
            ) : (
              <Empty title="No point in this time">Choose a longer time above.</Empty>
            )
          }
        </Loaded>
      </Chart>
      {points.length > 0 && <Newest points={points} unit={series.unit} />}
    </div>
  );
}

/** The newest runs' values, each against the median of all that are drawn. */
function Newest({ points, unit }: { points: readonly MetricPoint[]; unit: string | null }) {
  const median = quantile(
    points.map((point) => point.value).sort((a, b) => a - b),
    0.5,
  );
  const rows = points.slice(-NEWEST).reverse();
  return (
    <Panel title="Run by run" aside={median === undefined ? undefined : `the median is ${compact(median)} ${unit ?? ""}`} flush>
      <div className="max-h-72 overflow-y-auto">
        <Rows
          label="Values run by run"
          rows={rows}
          keyOf={pointKey}
          columns={pointColumns(unit, [
            {
              title: "Against the median",
              look: "text-right",
              cell: (point) => (median ? changed(point.value / median - 1) : "–"),
            },
          ])}
        />
      </div>
    </Panel>
  );
}
