import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { insightQuery } from "@/api/insights";
import { historyQuery, runsQuery } from "@/api/queries";
import type { RunFilters } from "@/lib/filters";
import { buckets } from "@/lib/history";
import { compact, percent } from "@/lib/number";
import { kindOf } from "@/lib/states";
import { aligned, duration, type Span, stepOf } from "@/lib/time";
import { useFilters } from "@/lib/use-filters";
import { Ago, Dot, Empty, Loaded, Panel, Since, StateBadge } from "./basics";
import { Chart } from "./charts/chart";
import { StackedBars } from "./charts/stacked-bars";
import { DurationTrend, TrendWords, trendsQuery } from "./duration-trend";
import { Failures } from "./failures";
import { Change, Figure } from "./figure";
import { RetriesTable } from "./retries-table";

interface Props {
  filters: RunFilters;
  span: Span;
  /** What the runs are of, where trends mean something of them. */
  by?: "flow" | "deployment";
}

const seconds = (value: number | null | undefined) => (value === null || value === undefined ? "–" : duration(value * 1000));

/** What runs of a time came to, against the time before. */
function Figures({ filters, span }: Props) {
  const query = useQuery(insightQuery("/insights/flow_runs", span, filters));
  const retries = useQuery(insightQuery("/insights/retries", span, filters)).data?.flows;
  const all = query.data?.groups[0];
  const change = all?.change;
  const retried = retries?.reduce((sum, one) => sum + one.retried, 0);
  const helped = retries?.reduce((sum, one) => sum + one.succeeded, 0);
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <Figure label="Runs that ended" note={<Change by={change?.runs} />}>
        {all ? compact(all.figures.runs) : "–"}
      </Figure>
      <Figure label="Success rate" note={<Change by={change?.success_rate} good="more" points />}>
        {percent(all?.figures.success_rate)}
      </Figure>
      <Figure label="Half take at most" note={<Change by={change?.duration_p50} good="less" />}>
        {seconds(all?.figures.duration.p50)}
      </Figure>
      <Figure label="95 of 100 at most" note={<Change by={change?.duration_p95} good="less" />}>
        {seconds(all?.figures.duration.p95)}
      </Figure>
      <Figure label="Longest" note="">
        {seconds(all?.figures.duration.max)}
      </Figure>
      <Figure label="Retried" note={retried ? `${compact(helped ?? 0)} completed then` : ""}>
        {retried === undefined ? "–" : compact(retried)}
      </Figure>
    </div>
  );
}

/** What the runs of a flow, a deployment or a work pool did in a span of time. */
export function RunStats({ filters, span, by }: Props) {
  const [, change] = useFilters();
  const step = stepOf(span, 72);
  const history = useQuery(
    historyQuery(
      {
        ...filters,
        flow_runs: {
          ...filters.flow_runs,
          expected_start_time: { after_: new Date(span.since).toISOString(), before_: new Date(span.until).toISOString() },
        },
      },
      aligned(span, step),
      step,
    ),
  );
  const found = useQuery({ ...trendsQuery(filters, span, by ?? "flow", 1), enabled: by !== undefined }).data?.groups[0];
  const begun = { ...filters, flow_runs: { ...filters.flow_runs, start_time: { is_null_: false } } };
  const recent = useQuery(runsQuery(begun, "START_TIME_DESC", 12));
  return (
    <>
      <Figures filters={filters} span={span} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Chart
          title="Runs over time"
          table={
            history.data &&
            (() => [
              ["start", "end", "state", "runs"],
              ...(history.data ?? []).flatMap((one) =>
                one.states.map((state) => [one.interval_start, one.interval_end, state.state_name, state.count_runs]),
              ),
            ])
          }
        >
          <Loaded query={history} what="The history" room="h-48">
            {(data) => (
              <StackedBars
                label="Runs over time"
                buckets={buckets(data)}
                height={170}
                onSelect={(one) =>
                  change({ from: new Date(one.since).toISOString(), to: new Date(one.until).toISOString(), range: undefined })
                }
              />
            )}
          </Loaded>
        </Chart>
        <DurationTrend filters={filters} span={span} found={found} aside={found?.trend && <TrendWords of={found} />} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Failures filters={filters} span={span} />
        <Panel title="Newest runs" flush>
          <Loaded query={recent} what="The runs" room="h-64">
            {(list) =>
              list.length ? (
                <ul className="pb-2">
                  {list.map((run) => (
                    <li key={run.id} className="border-t first:border-t-0">
                      <Link
                        to="/runs/$runId"
                        params={{ runId: run.id } as never}
                        className="grid grid-cols-[7.5rem_1fr_auto_4.5rem] items-center gap-3 px-4 py-1.5 text-[13px] hover:bg-sunken"
                      >
                        <StateBadge type={run.state_type} name={run.state_name} className="justify-self-start" />
                        <span className="truncate">{run.name}</span>
                        <Ago at={run.start_time ?? run.expected_start_time} className="text-xs text-muted" />
                        <span className="text-right text-xs">
                          <Since start={run.start_time} end={run.end_time} />
                        </span>
                      </Link>
                    </li>
                  ))}
                </ul>
              ) : (
                <Empty title="It has not run yet" />
              )
            }
          </Loaded>
        </Panel>
      </div>
      <Retried filters={filters} span={span} />
    </>
  );
}

/** Which tasks were retried, and whether that helped; nothing where none was. */
function Retried({ filters, span }: Props) {
  const found = useQuery(insightQuery("/insights/retries", span, filters)).data;
  return found?.tasks.length ? (
    <RetriesTable title="Tasks that were retried" rows={found.tasks} leftOut={found.tasks_left_out} />
  ) : null;
}

/** The newest runs as dots, the newest last: whether it goes well, at a glance. */
export function Recent({ filters, count = 12 }: { filters: RunFilters; count?: number }) {
  const begun = { ...filters, flow_runs: { ...filters.flow_runs, start_time: { is_null_: false } } };
  const runs = useQuery({ ...runsQuery(begun, "START_TIME_DESC", count), staleTime: 30_000 }).data ?? [];
  return (
    <span
      className="inline-flex items-center gap-1"
      role="img"
      aria-label={`The last runs: ${runs.map((run) => run.state_name).join(", ") || "none"}`}
    >
      {[...runs].reverse().map((run) => (
        <Dot key={run.id} kind={kindOf(run.state_type, run.state_name)} size={9} />
      ))}
    </span>
  );
}
