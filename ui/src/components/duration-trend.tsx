import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { type Figures, insightQuery, type TrendGroup } from "@/api/insights";
import type { RunFilters } from "@/lib/filters";
import { changed, milliseconds, momentsOf, steps } from "@/lib/insights";
import { useZone } from "@/lib/prefs";
import { DAY, type Span } from "@/lib/time";
import { Loaded } from "./basics";
import { type Series, SeriesChart, TIMES } from "./charts/series";

/** How far back is looked for trends and changes. */
const TREND = 90 * DAY;

/** What the server finds in the durations of 90 days up to the end of a span. */
export const trendsQuery = (filters: RunFilters, span: Span, by: "flow" | "deployment", limit?: number) =>
  insightQuery(
    "/insights/trends",
    { since: Math.min(span.since, span.until - TREND), until: span.until },
    { ...filters, group_by: [by], ...(limit ? { limit } : {}) },
  );

const EDGES = [0, 1] as const;

interface Props {
  filters: RunFilters;
  span: Span;
  /** What was found of these runs: its changes are drawn. */
  found?: TrendGroup | undefined;
  title?: string;
  aside?: ReactNode;
  height?: number;
}

/** How durations went: half of the runs lie below the line, 95 of 100 below the upper edge of the band. */
export function DurationTrend({ filters, span, found, title = "Duration", aside, height = 170 }: Props) {
  const cut = steps(span, useZone());
  const query = useQuery(insightQuery("/insights/flow_runs", cut.span, { ...filters, ...cut.steps }));
  const all = query.data?.groups[0]?.intervals;
  // Of a long time before the first run there is nothing to see.
  const intervals = useMemo(
    () =>
      all?.slice(
        Math.max(
          0,
          all.findIndex((one) => one.figures.runs > 0),
        ),
      ),
    [all],
  );
  const series = useMemo((): Series<Figures>[] => {
    const line = (label: string, measure: "mean" | "p50" | "p95" | "max", more: Partial<Series<Figures>>) => ({
      label,
      colour: "--c-accent",
      intervals: intervals ?? [],
      value: (figures: Figures) => milliseconds(figures.duration, measure),
      ...more,
    });
    return [
      line("95 of 100 below", "p95", { edge: true }),
      line("half below", "p50", {}),
      line("mean", "mean", { colour: "--g-2", dashed: true }),
    ];
  }, [intervals]);
  const moments = useMemo(() => momentsOf(found?.changes ?? []), [found]);
  return (
    <Loaded query={query} what="The durations" room="h-64">
      {() => (
        <SeriesChart
          title={title}
          aside={aside}
          series={series}
          unit={TIMES}
          band={EDGES}
          moments={moments}
          height={height}
          empty="Too few runs for a trend"
        />
      )}
    </Loaded>
  );
}

/** A trend in words, with how sure it is. */
export function TrendWords({ of }: { of: TrendGroup }) {
  if (!of.trend) return <span className="text-muted">too few days</span>;
  const { direction, growth_per_month, low, high } = of.trend;
  if (direction === "steady") return <span className="text-muted">steady</span>;
  return (
    <span className={direction === "slower" ? "text-late" : "text-good"} title={of.trend.words}>
      {changed(growth_per_month)} a month
      <span className="text-muted">
        {" "}
        ({changed(low)} to {changed(high)})
      </span>
    </span>
  );
}
