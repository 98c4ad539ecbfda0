import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import type { Aggregation, MetricGroup, MetricSeries } from "@/api/own";
import { Loaded } from "@/components/basics";
import { COUNTS, GROUP_COLOURS, type Series, SeriesChart } from "@/components/charts/series";
import { Choice } from "@/components/choice";
import { before } from "@/lib/insights";
import { metricGroupings, metricGroupName } from "@/lib/metrics";
import { aligned, type Span, stepOf } from "@/lib/time";
import { useParam } from "@/lib/use-filters";

const WAYS: { value: Aggregation; label: string }[] = [
  { value: "avg", label: "mean" },
  { value: "p50", label: "median" },
  { value: "p95", label: "95th percentile" },
  { value: "min", label: "lowest" },
  { value: "max", label: "highest" },
  { value: "sum", label: "sum" },
  { value: "count", label: "count" },
  { value: "last", label: "last" },
];

type Value = MetricGroup["intervals"][number];

const value = (of: Value) => of.value;

function useAggregates(
  metric: string,
  span: Span,
  step: number,
  aggregation: Aggregation,
  by: string | undefined,
  enabled = true,
) {
  return useQuery({
    queryKey: ["metric", metric, "query", span, step, aggregation, by],
    queryFn: ({ signal }) =>
      api.post("/metrics/query", {
        body: {
          name: metric,
          start: new Date(span.since).toISOString(),
          end: new Date(span.until).toISOString(),
          interval_seconds: step / 1000,
          aggregation,
          group_by: by ? [by] : [],
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

const intervalsOf = (group: MetricGroup) => group.intervals.map((one) => ({ start: one.start, end: one.end, figures: one }));

/** A metric over time, told apart by what its series have, or against the time before. */
export function Compare({ metric, all, span }: { metric: string; all: readonly MetricSeries[]; span: Span }) {
  const groupings = useMemo(() => metricGroupings(all.filter((one) => one.name === metric)), [all, metric]);
  const [way, setWay] = useParam("as");
  const [wanted, setBy] = useParam("by");
  const [against, setAgainst] = useParam("against");
  const aggregation = WAYS.find((one) => one.value === way)?.value ?? "avg";
  const by = groupings.find((one) => one === wanted);
  const step = stepOf(span, 60);
  const asked = aligned(span, step);
  const past = against === "before" && by === undefined;
  const query = useAggregates(metric, asked, step, aggregation, by);
  const earlier = useAggregates(metric, before(asked), step, aggregation, undefined, past);
  const series = useMemo((): Series<Value>[] => {
    const now = (query.data?.groups ?? []).slice(0, GROUP_COLOURS.length).map((group, at) => ({
      label: by ? metricGroupName(group.group) : "now",
      colour: GROUP_COLOURS[at] ?? "--g-8",
      intervals: intervalsOf(group),
      value,
    }));
    const old = past ? (earlier.data?.groups ?? []) : [];
    const dashed = old.map((group) => ({
      label: "the time before",
      colour: "--g-8",
      dashed: true,
      intervals: intervalsOf(group),
      value,
    }));
    return [...now, ...dashed];
  }, [query.data, earlier.data, by, past]);
  const unit = all.find((one) => one.name === metric)?.unit;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice label="As" value={aggregation} options={WAYS} onChange={(next) => setWay(next === "avg" ? undefined : next)} />
        <Choice
          label="Compare"
          value={by ?? (past ? "before" : "")}
          options={[
            { value: "", label: "nothing" },
            { value: "before", label: "with the time before" },
            ...groupings.map((one) => ({ value: one, label: one.startsWith("label.") ? one.slice(6) : `by ${one}` })),
          ]}
          onChange={(next) => {
            setBy(groupings.includes(next) ? next : undefined);
            setAgainst(next === "before" ? next : undefined);
          }}
        />
      </div>
      <Loaded query={query} what="The metric" room="h-64">
        {() => (
          <SeriesChart
            title={`${metric}, ${WAYS.find((one) => one.value === aggregation)?.label}${unit ? ` in ${unit}` : ""}`}
            series={series}
            unit={COUNTS}
            height={220}
            empty="No point in this time"
          />
        )}
      </Loaded>
    </>
  );
}
