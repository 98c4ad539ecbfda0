import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { runsQuery, useNames } from "@/api/queries";
import type { RunFilters } from "@/lib/filters";
import { groupFailures } from "@/lib/fingerprint";
import { compact } from "@/lib/number";
import { ink } from "@/lib/states";
import { Ago, Empty, Loaded, Panel } from "./basics";

/** How many of the newest failures are grouped by their causes. */
const SAMPLE = 200;

export const FAILED = ["Failed", "Crashed", "TimedOut"];

/** What made runs fail: the most frequent cause first, each with a link to its newest run. `filters` name the states. */
export function Failures({ filters }: { filters: RunFilters }) {
  const names = useNames();
  const query = useQuery(runsQuery(filters, "EXPECTED_START_TIME_DESC", SAMPLE));
  return (
    <Panel title="Failures by cause" aside={query.data && query.data.length >= SAMPLE ? `the newest ${SAMPLE}` : undefined} flush>
      <Loaded query={query} what="Failures" room="h-64">
        {(runs) => {
          const groups = groupFailures(runs);
          if (!groups.length) {
            return (
              <Empty title="Nothing failed in this time" icon={<CircleCheck size={22} className="text-good" />}>
                Choose a longer time above to look further back.
              </Empty>
            );
          }
          return (
            <ul className="pb-2">
              {groups.slice(0, 8).map((group) => (
                <li key={group.fingerprint} className="border-t first:border-t-0">
                  <Link
                    to="/runs/$runId"
                    params={{ runId: group.newest.id } as never}
                    className="grid grid-cols-[2.25rem_1fr_auto] items-center gap-3 px-4 py-2 hover:bg-sunken"
                  >
                    <span className="text-right text-base font-semibold" style={{ color: ink("failed") }}>
                      {compact(group.count)}
                    </span>
                    <span className="min-w-0">
                      <span className="block truncate font-mono text-xs" title={group.cause}>
                        {group.cause}
                      </span>
                      <span className="block truncate text-xs text-muted">{group.flows.map(names.flow).join(", ")}</span>
                    </span>
                    <span className="text-xs text-muted">
                      <Ago at={group.newest.end_time ?? group.newest.expected_start_time} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
