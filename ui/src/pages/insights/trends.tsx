import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TrendGroup } from "@/api/insights";
import { Empty, Instant, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { DurationTrend, TrendWords, trendsQuery } from "@/components/duration-trend";
import { Rows } from "@/components/rows";
import { changeWords, groupKey, groupName, seasons } from "@/lib/insights";
import { compact } from "@/lib/number";
import { duration, type Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";
import { useParam } from "@/lib/use-filters";
import { GroupLink } from "./groups";

const seconds = (value: number | null) => (value === null ? "–" : duration(value * 1000));

/** Those that get slower first, then those that get faster, and of the rest those with the most runs. */
const rank = ({ trend }: TrendGroup) =>
  trend && trend.direction !== "steady" ? (trend.direction === "slower" ? 1e6 : 1e3) + Math.abs(trend.growth_per_month) : 0;

function Weekdays({ of }: { of: TrendGroup }) {
  const days = of.weekdays?.days ?? [];
  const most = Math.max(1, ...days.map((day) => day.factor));
  const name = groupName(of.group);
  return (
    <Chart
      title={`Days of the week, ${name}`}
      table={
        days.length ? () => [["weekday", "days", "factor"], ...days.map((day) => [day.weekday, day.days, day.factor])] : undefined
      }
    >
      {days.length ? (
        <>
          <ul className="flex flex-col gap-1.5 pb-2">
            {days.map((day) => (
              <li key={day.weekday} className="grid grid-cols-[5.5rem_1fr_3rem] items-center gap-3 text-xs">
                <span className="capitalize">{day.weekday}</span>
                <span className="h-2.5 rounded-sm bg-sunken" aria-hidden>
                  <span
                    className="block h-full rounded-sm"
                    style={{
                      width: `${(day.factor / most) * 100}%`,
                      background: `var(${day.factor >= 1.1 && of.weekdays?.seasonal ? "--f-late" : "--g-1"})`,
                    }}
                  />
                </span>
                <span className="text-right">×{day.factor.toFixed(2)}</span>
              </li>
            ))}
          </ul>
          <p className="text-xs text-muted">{seasons(of) || "No day differs from the others by more than chance."}</p>
        </>
      ) : (
        <Empty title="Fewer than four weeks are known" />
      )}
    </Chart>
  );
}

function Anomalies({ of }: { of: TrendGroup }) {
  return (
    <Panel title="Strange runs" aside="beside the 50 before them" flush>
      {of.anomalies.length ? (
        <ul className="max-h-72 overflow-auto pb-2" aria-label="Strange runs">
          {of.anomalies.map((one) => (
            <li key={one.flow_run_id} className="border-t first:border-t-0">
              <Link
                to="/runs/$runId"
                params={{ runId: one.flow_run_id } as never}
                className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-1.5 text-[13px] hover:bg-sunken"
              >
                <span>
                  <span className={one.score > 0 ? "font-medium text-late" : "font-medium"}>{seconds(one.duration)}</span>{" "}
                  <span className="text-muted">where {seconds(one.expected)} was usual</span>
                </span>
                <Instant at={one.at} className="text-xs text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="px-4 pb-4 text-[13px] text-muted">None took strangely long or short.</p>
      )}
    </Panel>
  );
}

/** One group's durations, with what was found in them. */
function Found({ of, span }: { of: TrendGroup; span: Span }) {
  const asked = useAsked();
  const flow = of.group.flow?.id;
  const filters = flow ? { ...asked, flows: { id: { any_: [flow] } } } : asked;
  return (
    <>
      <DurationTrend filters={filters} span={span} found={of} title={`Duration of ${groupName(of.group)}`} height={220} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Weekdays of={of} />
        <Anomalies of={of} />
      </div>
    </>
  );
}

/** Whether flows get slower, where that changed, and what comes again. */
export function TrendsView({ span }: { span: Span }) {
  const asked = useAsked();
  const query = useQuery(trendsQuery(asked, span, "flow"));
  const [focus, setFocus] = useParam("focus");
  const long = { since: Math.min(span.since, span.until - 90 * 86_400_000), until: span.until };
  return (
    <Loaded query={query} what="The trends" room="h-96">
      {({ groups }) => {
        const rows = [...groups].sort((a, b) => rank(b) - rank(a) || b.runs - a.runs);
        const shown = rows.find((one) => groupKey(one.group) === focus) ?? rows[0];
        if (!shown)
          return (
            <Panel>
              <Empty title="No run completed in 90 days">Trends are of the 90 days up to the end of the time above.</Empty>
            </Panel>
          );
        return (
          <>
            <Chart
              title="Trends of 90 days"
              aside="of completed runs, up to the end of the time above"
              table={() => [
                ["flow", "runs", "days", "median (s)", "growth_per_month", "low", "high", "last_change", "factor", "seasons"],
                ...rows.map((one) => [
                  groupName(one.group),
                  one.runs,
                  one.days,
                  one.median,
                  one.trend?.growth_per_month,
                  one.trend?.low,
                  one.trend?.high,
                  one.changes.at(-1)?.at,
                  one.changes.at(-1)?.factor,
                  seasons(one),
                ]),
              ]}
            >
              <div className="-mx-4">
                <Rows
                  label="Trends by flow"
                  rows={rows}
                  keyOf={(one) => groupKey(one.group)}
                  columns={[
                    {
                      title: "Shown",
                      look: "w-10",
                      cell: (one) => (
                        <input
                          type="radio"
                          name="shown"
                          className="accent-accent"
                          aria-label={`Show ${groupName(one.group)}`}
                          checked={one === shown}
                          onChange={() => setFocus(groupKey(one.group))}
                        />
                      ),
                    },
                    { title: "Flow", cell: (one) => <GroupLink group={one.group} /> },
                    { title: "Runs", look: "text-right hidden sm:table-cell", cell: (one) => compact(one.runs) },
                    { title: "Median", look: "text-right", cell: (one) => seconds(one.median) },
                    { title: "Trend", cell: (one) => <TrendWords of={one} /> },
                    {
                      title: "Changed for good",
                      look: "hidden md:table-cell",
                      cell: (one) => {
                        const last = one.changes.at(-1);
                        return last ? (
                          <span className={last.factor > 1 ? "text-late" : "text-good"}>
                            {changeWords(last)} <span className="text-muted">since</span>{" "}
                            <Instant at={last.at} className="text-xs text-muted" />
                          </span>
                        ) : (
                          <span className="text-muted">no</span>
                        );
                      },
                    },
                    {
                      title: "Comes again",
                      look: "hidden lg:table-cell text-xs",
                      cell: (one) => seasons(one) || <span className="text-muted">nothing</span>,
                    },
                    { title: "Strange", look: "text-right hidden sm:table-cell", cell: (one) => compact(one.anomalies.length) },
                  ]}
                />
              </div>
            </Chart>
            <Found key={groupKey(shown.group)} of={shown} span={long} />
          </>
        );
      }}
    </Loaded>
  );
}
