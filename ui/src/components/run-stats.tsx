import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { historyQuery, PAGE, runsQuery } from "@/api/queries";
import type { RunFilters } from "@/lib/filters";
import { buckets, successRate, totals } from "@/lib/history";
import { compact, percent, quantile } from "@/lib/number";
import { tookOf } from "@/lib/runs";
import { kindOf } from "@/lib/states";
import { aligned, duration, type Span, stepOf } from "@/lib/time";
import { bands } from "@/lib/trend";
import { useFilters } from "@/lib/use-filters";
import { Ago, Dot, Empty, Loaded, Panel, Since, Skeleton, StateBadge } from "./basics";
import { TIME_STEPS } from "./charts/canvas";
import { StackedBars } from "./charts/stacked-bars";
import { FAILED, Failures } from "./failures";

const Lines = lazy(() => import("./charts/lines"));

/** How many pages of the newest completed runs the trend is made of. */
const PAGES = [0, 1, 2, 3, 4];

interface Props {
  filters: RunFilters;
  span: Span;
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border bg-panel px-4 py-2.5">
      <p className="text-xs text-muted">{label}</p>
      <p className="text-xl font-semibold tracking-tight">{children}</p>
    </div>
  );
}

/** How durations went: half of the runs lie below the line, eight of ten within the band. */
function Trend({ took, span }: { took: { at: number; took: number }[]; span: Span }) {
  const made = useMemo(() => bands(took, stepOf(span, 40)), [took, span]);
  const times = useMemo(() => made.map((band) => band.at), [made]);
  const lines = useMemo(
    () => [
      { label: "9 of 10 below", values: made.map((band) => band.high), colour: "--c-accent", edge: true },
      { label: "half below", values: made.map((band) => band.middle), colour: "--c-accent" },
      { label: "1 of 10 below", values: made.map((band) => band.low), colour: "--c-accent", edge: true },
    ],
    [made],
  );
  if (made.length < 2) return <Empty title="Too few completed runs for a trend">Choose a longer time above.</Empty>;
  return (
    <Suspense fallback={<Skeleton className="h-52" />}>
      <Lines label="Duration of completed runs" times={times} lines={lines} band={EDGES} format={duration} steps={TIME_STEPS} />
    </Suspense>
  );
}

const EDGES = [0, 2] as const;

/** What the runs of a flow or a deployment did in a span of time. */
export function RunStats({ filters, span }: Props) {
  const [, change] = useFilters();
  const step = stepOf(span, 72);
  const during = {
    ...filters,
    flow_runs: {
      ...filters.flow_runs,
      expected_start_time: { after_: new Date(span.since).toISOString(), before_: new Date(span.until).toISOString() },
    },
  };
  const history = useQuery(historyQuery(during, aligned(span, step), step));
  const completed = { ...during, flow_runs: { ...during.flow_runs, state: { type: { any_: ["COMPLETED" as const] } } } };
  const pages = useQueries({ queries: PAGES.map((page) => runsQuery(completed, "EXPECTED_START_TIME_DESC", PAGE, page * PAGE)) });
  const begun = { ...filters, flow_runs: { ...filters.flow_runs, start_time: { is_null_: false } } };
  const recent = useQuery(runsQuery(begun, "START_TIME_DESC", 12));
  const failed = { ...during, flow_runs: { ...during.flow_runs, state: { name: { any_: FAILED } } } };
  const runs = pages.flatMap((page) => page.data ?? []);
  const took = runs.flatMap((run) => {
    const time = tookOf(run, 0);
    return time !== undefined && run.start_time ? [{ at: Date.parse(run.start_time), took: time }] : [];
  });
  const sorted = took.map((one) => one.took).sort((a, b) => a - b);
  const counts = totals(buckets(history.data ?? []));
  const retried = runs.filter((run) => (run.run_count ?? 0) > 1).length;
  const time = (share: number) => duration(quantile(sorted, share));
  return (
    <>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        <Figure label="Runs">{history.data ? compact(Object.values(counts).reduce((sum, count) => sum + count, 0)) : "–"}</Figure>
        <Figure label="Success rate">{percent(successRate(counts))}</Figure>
        <Figure label="Half take at most">{time(0.5)}</Figure>
        <Figure label="95 of 100 at most">{time(0.95)}</Figure>
        <Figure label="Longest">{time(1)}</Figure>
        <Figure label="Completed after a retry">{runs.length ? percent(retried / runs.length) : "–"}</Figure>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Runs over time">
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
        </Panel>
        <Panel
          title="Duration of completed runs"
          aside={took.length === PAGES.length * PAGE ? `the newest ${compact(took.length)}` : undefined}
        >
          <Trend took={took} span={span} />
        </Panel>
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Failures filters={failed} />
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
    </>
  );
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
