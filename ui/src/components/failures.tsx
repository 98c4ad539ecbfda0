import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { type FailureGroup, insightQuery } from "@/api/insights";
import type { RunFilters } from "@/lib/filters";
import { compact, plural } from "@/lib/number";
import { ink } from "@/lib/states";
import type { Span } from "@/lib/time";
import { Ago, Empty, Loaded, Panel } from "./basics";

/** How many causes are told of where there is more to see. */
const SHOWN = 8;

/** How many runs failed of a cause: `2 runs, 6 task runs`. */
export const failedOf = ({ flow_runs, task_runs }: Pick<FailureGroup, "flow_runs" | "task_runs">): string =>
  [flow_runs ? plural(flow_runs, "run") : "", task_runs ? plural(task_runs, "task run") : ""].filter(Boolean).join(", ");

/** A word beside what was not seen before. */
export function Fresh({ of }: { of: FailureGroup }) {
  const words = of.new_in_version ? `new in version ${of.new_in_version.version}` : of.new ? "new" : undefined;
  return words ? <span className="rounded bg-danger-soft px-1.5 py-px text-2xs font-medium text-danger">{words}</span> : null;
}

/** Leads to the newest run that failed so, if it is known. */
export function ToNewest({ of, className, children }: { of: FailureGroup; className: string; children: ReactNode }) {
  const run = of.example.flow_run_id;
  return run ? (
    <Link to="/runs/$runId" params={{ runId: run } as never} className={className}>
      {children}
    </Link>
  ) : (
    <span className={className}>{children}</span>
  );
}

/** Runs count for more than the task runs that made them fail. */
const byRuns = (a: FailureGroup, b: FailureGroup) => b.flow_runs - a.flow_runs || b.task_runs - a.task_runs;

export const failuresQuery = (filters: RunFilters, span: Span) =>
  insightQuery("/insights/failures", span, { ...filters, limit: SHOWN });

/** What made runs fail: the most frequent cause first, each with a link to its newest run. */
export function Failures({ filters, span }: { filters: RunFilters; span: Span }) {
  const query = useQuery(failuresQuery(filters, span));
  const left = query.data?.left_out ?? 0;
  return (
    <Panel
      title="Failures by cause"
      aside={
        <Link to="/insights" search={((before: object) => ({ ...before, tab: "failures" })) as never} className="hover:text-ink">
          {left ? `${compact(left)} more` : "All of it"}
        </Link>
      }
      flush
    >
      <Loaded query={query} what="Failures" room="h-64">
        {({ groups }) =>
          groups.length ? (
            <ul className="pb-2">
              {[...groups].sort(byRuns).map((group) => (
                <li key={`${group.fingerprint} ${group.flow.id}`} className="border-t first:border-t-0">
                  <ToNewest of={group} className="grid grid-cols-[2.25rem_1fr_auto] items-center gap-3 px-4 py-2 hover:bg-sunken">
                    <span className="text-right text-base font-semibold" style={{ color: ink("failed") }} title={failedOf(group)}>
                      {compact(group.flow_runs || group.task_runs)}
                    </span>
                    <span className="min-w-0">
                      <span className="block truncate font-mono text-xs" title={group.error}>
                        {group.error}
                      </span>
                      <span className="block truncate text-xs text-muted">
                        {group.flow.name ?? "no flow"}
                        {!group.flow_runs && " · task runs"} <Fresh of={group} />
                      </span>
                    </span>
                    <span className="text-xs text-muted">
                      <Ago at={group.last_seen} />
                    </span>
                  </ToNewest>
                </li>
              ))}
            </ul>
          ) : (
            <Empty title="Nothing failed in this time" icon={<CircleCheck size={22} className="text-good" />}>
              Choose a longer time above to look further back.
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
