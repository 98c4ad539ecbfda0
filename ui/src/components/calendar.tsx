import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "@/api/queries";
import type { RunFilters } from "@/lib/filters";
import { buckets } from "@/lib/history";
import { fill, KINDS } from "@/lib/states";
import { DAY, day } from "@/lib/time";
import { Loaded, Panel } from "./basics";

const BACK = 21;
const AHEAD = 14;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Each day's runs, those that were and those that are scheduled, by weeks. Days are those of UTC. */
export function Calendar({ filters }: { filters: RunFilters }) {
  const today = Math.floor(Date.now() / DAY) * DAY;
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY;
  const span = { since: monday - BACK * DAY, until: monday + AHEAD * DAY };
  const query = useQuery(historyQuery(filters, span, DAY));
  return (
    <Panel title="Calendar" aside="days of UTC">
      <Loaded query={query} what="The calendar" room="h-72">
        {(history) => {
          const days = buckets(history);
          const most = Math.max(1, ...days.map((one) => one.total));
          return (
            <div className="grid grid-cols-7 gap-1 text-2xs">
              {WEEKDAYS.map((name) => (
                <span key={name} className="pb-0.5 text-muted">
                  {name}
                </span>
              ))}
              {days.map((one) => {
                const said = KINDS.filter((kind) => one.counts[kind]).map((kind) => `${one.counts[kind]} ${kind}`);
                return (
                  <div
                    key={one.since}
                    className={`flex h-14 flex-col justify-between rounded border p-1 ${one.since === today ? "border-accent" : ""} ${one.since > today ? "bg-sunken" : ""}`}
                    title={said.join(", ") || "no runs"}
                  >
                    <span className={one.since === today ? "font-semibold text-ink" : "text-muted"}>{day(one.since, "utc")}</span>
                    <span
                      className="flex h-2 gap-px"
                      role="img"
                      aria-label={said.join(", ") || "no runs"}
                      style={{ width: `${Math.max(12, (one.total / most) * 100)}%` }}
                    >
                      {KINDS.filter((kind) => one.counts[kind]).map((kind) => (
                        <span
                          key={kind}
                          className="rounded-sm"
                          style={{ background: fill(kind), flexGrow: one.counts[kind], minWidth: 3 }}
                        />
                      ))}
                    </span>
                  </div>
                );
              })}
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}
