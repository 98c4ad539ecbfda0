import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { FlowRun } from "@/api/client";
import { insightQuery } from "@/api/insights";
import { countQuery, historyQuery, incidentsQuery, runsQuery, useNames } from "@/api/queries";
import { Ago, Command, Dot, Empty, Loaded, Page, Panel, Since } from "@/components/basics";
import { StackedBars } from "@/components/charts/stacked-bars";
import { Failures, failuresQuery } from "@/components/failures";
import { Change } from "@/components/figure";
import { SloList } from "@/components/slo-list";
import { runFilters } from "@/lib/filters";
import { buckets } from "@/lib/history";
import { compact, percent } from "@/lib/number";
import { FAILED_NAMES, ink, type Kind } from "@/lib/states";
import { aligned, duration, type Span, stepOf } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";
import { useFilters, useSpan } from "@/lib/use-filters";
import { Alerts } from "./alerts";
import { Slower } from "./slower";

function Tile({
  label,
  value,
  note,
  kind,
  to,
  search,
}: {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  kind?: Kind | undefined;
  to?: string;
  search?: object;
}) {
  const body = (
    <>
      <span className="text-xs text-muted">{label}</span>
      <span className="text-2xl font-semibold tracking-tight" style={kind ? { color: ink(kind) } : undefined}>
        {value}
      </span>
      <span className="min-h-4 text-xs text-muted">{note}</span>
    </>
  );
  const look = "flex flex-col gap-0.5 rounded-lg border bg-panel px-4 py-3";
  return to ? (
    <Link
      to={to}
      search={((before: object) => ({ ...before, ...search })) as never}
      className={clsx(look, "hover:border-line-strong")}
    >
      {body}
    </Link>
  ) : (
    <div className={look}>{body}</div>
  );
}

function Tiles({ span }: { span: Span }) {
  const [filters] = useFilters();
  const { state: _, ...rest } = filters;
  const insight = useQuery(insightQuery("/insights/flow_runs", span, useAsked("state"))).data?.groups[0];
  const standing = (name: string[]) => runFilters({ ...rest, state: name });
  const running = useQuery(countQuery(standing(["Running", "Retrying"]))).data;
  const late = useQuery(countQuery(standing(["Late"]))).data;
  const incidents = useQuery(incidentsQuery(["open", "acknowledged"])).data;
  const failed = insight && insight.figures.states.FAILED + insight.figures.states.CRASHED;
  const before = insight?.previous && insight.previous.states.FAILED + insight.previous.states.CRASHED;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-5 max-lg:[&>:last-child]:col-span-2">
      <Tile
        label="Failed and crashed"
        value={failed === undefined ? "–" : compact(failed)}
        kind={failed ? "failed" : undefined}
        note={typeof before === "number" ? `${compact(before)} in the time before` : ""}
        to="/runs"
        search={{ state: FAILED_NAMES }}
      />
      <Tile
        label="Success rate"
        value={percent(insight?.figures.success_rate)}
        note={
          typeof insight?.change?.success_rate === "number" && (
            <>
              <Change by={insight.change.success_rate} good="more" points /> than before
            </>
          )
        }
      />
      <Tile
        label="Late now"
        value={late === undefined ? "–" : compact(late)}
        kind={late ? "late" : undefined}
        note="waiting past their time"
        to="/runs"
        search={{ state: ["Late"], range: "90d" }}
      />
      <Tile
        label="Running now"
        value={running === undefined ? "–" : compact(running)}
        kind={running ? "running" : undefined}
        to="/runs"
        search={{ state: ["Running", "Retrying"], range: "30d" }}
        note=""
      />
      <Tile
        label="Open incidents"
        value={incidents ? compact(incidents.length) : "–"}
        kind={incidents?.length ? "failed" : undefined}
        note={incidents?.[0]?.title ?? "none declared"}
        to="/incidents"
      />
    </div>
  );
}

function RunList({
  title,
  states,
  empty,
  time,
}: {
  title: string;
  states: string[];
  empty: string;
  time: (run: FlowRun) => ReactNode;
}) {
  const [filters] = useFilters();
  const names = useNames();
  const query = useQuery(runsQuery(runFilters({ ...filters, range: undefined, state: states }), "EXPECTED_START_TIME_ASC", 6));
  return (
    <Panel title={title} flush>
      <Loaded query={query} what={title} room="h-24">
        {(runs) =>
          runs.length ? (
            <ul className="pb-2">
              {runs.map((run) => (
                <li key={run.id} className="border-t first:border-t-0">
                  <Link
                    to="/runs/$runId"
                    params={{ runId: run.id } as never}
                    className="flex items-center gap-2.5 px-4 py-1.5 text-[13px] hover:bg-sunken"
                  >
                    <Dot kind={states[0] === "Late" ? "late" : "running"} />
                    <span className="min-w-0 flex-1 truncate">
                      {names.flow(run.flow_id)} <span className="text-muted">/ {run.name}</span>
                    </span>
                    <span className="text-xs text-muted">{time(run)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <p className="px-4 pt-1 pb-4 text-[13px] text-muted">{empty}</p>
          )
        }
      </Loaded>
    </Panel>
  );
}

export default function Overview() {
  const [filters, change] = useFilters();
  const span = useSpan(filters);
  const asked = useAsked();
  const step = stepOf(span, 72);
  const past = historyQuery(runFilters(filters), aligned(span, step), step);
  // A browser asks six things of a host at once, and the page asks more: what is looked at first is asked for first.
  usePrefetchQuery(past);
  usePrefetchQuery(failuresQuery(asked, span));
  const history = useQuery(past);
  const any = useQuery(countQuery({}));
  if (any.data === 0) {
    return (
      <Page title="Overview">
        <Panel>
          <Empty title="No flow has run yet">
            Point the Prefect SDK here and run any flow:
            <br />
            <Command>{`export PREFECT_API_URL=${window.location.origin}/api`}</Command>
            <br />
            <Command>python my_flow.py</Command>
            <p className="mt-3">Or stop the server, fill the database with a month of runs, and start it again:</p>
            <Command>weir demo</Command>
          </Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title="Overview">
      <Tiles span={span} />
      <Panel title="Runs over time" aside="drag over a time to look closer">
        <Loaded query={history} what="The history" room="h-48">
          {(data) => (
            <StackedBars
              label="Runs over time"
              buckets={buckets(data)}
              onSelect={(chosen) =>
                change({ from: new Date(chosen.since).toISOString(), to: new Date(chosen.until).toISOString(), range: undefined })
              }
            />
          )}
        </Loaded>
      </Panel>
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <Failures filters={asked} span={span} />
          <Slower span={span} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <SloList />
          <Alerts />
          <RunList
            title="Late"
            states={["Late"]}
            empty="No run waits past its time."
            time={(run) => (
              <>
                due <Ago at={run.expected_start_time} />
              </>
            )}
          />
          <RunList
            title="Running"
            states={["Running", "Retrying"]}
            empty="Nothing runs at this moment."
            time={(run) => <Since start={run.start_time} end={null} />}
          />
        </div>
      </div>
      <p className="sr-only">{duration(step)} per bar</p>
    </Page>
  );
}
