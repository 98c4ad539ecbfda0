import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Slo, type SloInterval, sloHistoryQuery, sloStatusQuery } from "@/api/slos";
import { Ago, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { type Series, SeriesChart, SHARES, type Unit } from "@/components/charts/series";
import { StackedBars } from "@/components/charts/stacked-bars";
import { Figure } from "@/components/figure";
import type { Bucket } from "@/lib/history";
import { type Told, tableOf } from "@/lib/insights";
import { compact, percent } from "@/lib/number";
import { budgetWords, burn, counted, length } from "@/lib/slo";
import { ink } from "@/lib/states";
import { aligned, stepOf } from "@/lib/time";
import { useFilters, useSpan } from "@/lib/use-filters";
import { sloEventsQuery } from "./slo-events";

/** What is left of a budget: all of it is the top, and what is overspent lies below nothing. */
const LEFT: Unit = {
  format: (value) => `${Math.round(value * 100)}%`,
  range: (low) => [Math.min(0, low * 1.05), 1.05],
};
const RATES: Unit = { format: (value) => `${compact(Number(value.toPrecision(3)))}×` };

const GOOD_BAD = { completed: "good", failed: "bad" } as const;

/** How the counted runs or points went, and when the objective was broken and kept again. */
export function Course({ slo }: { slo: Slo }) {
  const { id, spec } = slo;
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "30d" }, 60_000);
  const step = stepOf(span, 60);
  const query = useQuery(sloHistoryQuery(id, aligned(span, step), step));
  const events = useQuery(sloEventsQuery(id)).data?.events;
  const moments = useMemo(
    () =>
      (events ?? [])
        .filter((one) => one.event === "weir.slo.breached" || one.event === "weir.slo.recovered")
        .map((one) => ({ at: Date.parse(one.occurred), label: one.event === "weir.slo.breached" ? "breached" : "kept again" })),
    [events],
  );
  const intervals = useMemo(
    () => (query.data ?? []).map((one) => ({ start: one.start, end: one.end, figures: one })),
    [query.data],
  );
  const lines = useMemo(() => {
    const line = (label: string, colour: string, value: (of: SloInterval) => number | null): Series<SloInterval>[] => [
      { label, colour, intervals, value },
    ];
    const target = spec.target;
    return {
      left: line("left of the budget", "--g-1", (of) => of.budget_left_share),
      burn: line("burn rate", "--g-2", (of) => (target === null ? null : burn(of, target))),
      share: line("good share", "--g-3", (of) => of.good_share),
    };
  }, [intervals, spec.target]);
  const begun = query.data?.some((one) => one.budget_left_share === null && one.good + one.bad > 0);
  return (
    <>
      <Standing slo={slo} />
      <Loaded query={query} what="The course" room="h-96">
        {(history) => (
          <div className="grid gap-4 lg:grid-cols-2">
            {spec.target !== null && (
              <SeriesChart
                title="Error budget left"
                aside={`of the ${length(spec.window_seconds)} before${begun ? ", from when they were counted whole" : ""}`}
                series={lines.left}
                unit={LEFT}
                moments={moments}
              />
            )}
            {slo.status.unit === "seconds" ? (
              <SeriesChart title="Good share of the time" series={lines.share} unit={SHARES} moments={moments} />
            ) : (
              <Counts history={history} intervals={intervals} unit={slo.status.unit} />
            )}
            {spec.target !== null && (
              <SeriesChart
                title="Burn rate"
                aside="at 1 the budget lasts exactly for its window"
                series={lines.burn}
                unit={RATES}
              />
            )}
            <BurnRates slo={slo} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Counts({
  history,
  intervals,
  unit,
}: {
  history: readonly SloInterval[];
  intervals: Told<SloInterval>["intervals"];
  unit: string;
}) {
  const buckets: Bucket[] = history.map((one) => ({
    since: Date.parse(one.start),
    until: Date.parse(one.end),
    counts: { ...(one.bad ? { failed: one.bad } : {}), ...(one.good ? { completed: one.good } : {}) },
    total: one.good + one.bad,
  }));
  return (
    <Chart
      title={`Good and bad ${unit}`}
      table={() =>
        tableOf<SloInterval>([
          { label: "good", intervals, value: (of) => of.good },
          { label: "bad", intervals, value: (of) => of.bad },
        ])
      }
    >
      <StackedBars label={`Good and bad ${unit}`} buckets={buckets} words={GOOD_BAD} height={170} />
    </Chart>
  );
}

/** How it stands at this very moment. */
function Standing({ slo }: { slo: Slo }) {
  const now = useQuery(sloStatusQuery(slo.id)).data ?? slo.status;
  const { budget, unit, last_bad: last } = now;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure
        label={slo.spec.target === null ? "Good" : `Good, of ${percent(slo.spec.target)}`}
        note={`${counted(now.good, unit)} good, ${counted(now.bad, unit)} bad${unit === "seconds" ? "" : ` ${unit}`}`}
      >
        {percent(now.good_share)}
      </Figure>
      <Figure
        label="Error budget"
        note={
          budget ? `${counted(budget.spent, unit)} of ${counted(budget.total, unit)} spent` : "there is none: each one counts"
        }
      >
        <span style={budget && budget.left_share < 0 ? { color: ink("failed") } : undefined}>
          {budget ? budgetWords(budget.left_share) : "–"}
        </span>
      </Figure>
      <Figure label="Alert" note={now.alert ? "the budget burns faster than it should" : "no burn-rate alert is given"}>
        <span style={now.alert ? { color: ink(now.alert === "slow" ? "late" : "failed") } : undefined}>
          {now.alert ? `burns ${now.alert}` : "none"}
        </span>
      </Figure>
      <Figure label="Broken last" note={last?.value !== null && last?.value !== undefined ? `value ${compact(last.value)}` : ""}>
        {last ? (
          last.flow_run_id ? (
            <Link to="/runs/$runId" params={{ runId: last.flow_run_id } as never} className="hover:underline">
              <Ago at={last.at} />
            </Link>
          ) : (
            <Ago at={last.at} />
          )
        ) : // A time that lacks a success is of no run.
        now.bad > 0 ? (
          "–"
        ) : (
          "never"
        )}
      </Figure>
    </div>
  );
}

/** Over how long back from now how fast the budget burns. */
function BurnRates({ slo }: { slo: Slo }) {
  const rates = slo.status.burn_rates;
  if (!rates.length) return null;
  const most = Math.max(1, ...rates.map((one) => one.rate ?? 0));
  return (
    <Panel title="Burn rates now" aside="back from now">
      <ul className="flex flex-col gap-2 pt-1">
        {rates.map(({ window_seconds, rate }) => (
          <li key={window_seconds} className="grid grid-cols-[4.5rem_1fr_3.5rem] items-center gap-3 text-xs">
            <span>{length(window_seconds)}</span>
            <span className="h-2.5 rounded-sm bg-sunken" aria-hidden>
              <span
                className="block h-full rounded-sm"
                style={{ width: `${((rate ?? 0) / most) * 100}%`, background: `var(${(rate ?? 0) > 1 ? "--f-late" : "--g-1"})` }}
              />
            </span>
            <span className={`text-right ${rate === null ? "text-muted" : ""}`}>
              {rate === null ? "nothing" : RATES.format(rate)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
