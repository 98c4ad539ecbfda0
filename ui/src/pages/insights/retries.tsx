import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { insightQuery, type Retries } from "@/api/insights";
import { Empty, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { Rows } from "@/components/rows";
import { compact, percent, plural } from "@/lib/number";
import { ink } from "@/lib/states";
import type { Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";

/** After so few successes a retry is hardly worth its time. */
const VAIN = 0.5;

export function RetriesTable({ title, rows, leftOut }: { title: string; rows: readonly Retries[]; leftOut: number }) {
  return (
    <Chart
      title={title}
      aside={leftOut ? `${plural(leftOut, "more", "more")} left out` : undefined}
      table={() => [
        ["flow", "task", "runs", "retried", "retries", "succeeded", "success_after_retry", "most_frequent_error"],
        ...rows.map((one) => [
          one.flow.name,
          one.task?.name,
          one.runs,
          one.retried,
          one.retries,
          one.succeeded,
          one.success_after_retry,
          one.errors[0]?.error,
        ]),
      ]}
    >
      <div className="-mx-4">
        <Rows
          label={title}
          rows={rows}
          keyOf={(one) => `${one.flow.id} ${one.task?.id}`}
          columns={[
            {
              title: rows[0]?.task ? "Task" : "Flow",
              cell: (one) => (
                <>
                  {one.task && <span className="block font-medium">{one.task.name}</span>}
                  {one.flow.id ? (
                    <Link
                      to="/flows/$flowId"
                      params={{ flowId: one.flow.id } as never}
                      className={one.task ? "text-xs text-muted hover:underline" : "font-medium hover:underline"}
                    >
                      {one.flow.name}
                    </Link>
                  ) : (
                    <span className="text-xs text-muted">{one.flow.name ?? "no flow"}</span>
                  )}
                </>
              ),
            },
            {
              title: "Retried",
              look: "text-right whitespace-nowrap",
              cell: (one) => (
                <>
                  {compact(one.retried)} <span className="text-xs text-muted">of {compact(one.runs)}</span>
                </>
              ),
            },
            { title: "Retries", look: "text-right hidden sm:table-cell", cell: (one) => compact(one.retries) },
            {
              title: "Helped",
              look: "text-right",
              cell: (one) => (
                <span
                  style={
                    one.success_after_retry !== null && one.success_after_retry < VAIN ? { color: ink("failed") } : undefined
                  }
                >
                  {percent(one.success_after_retry)}
                </span>
              ),
            },
            {
              title: "For",
              look: "hidden lg:table-cell w-1/2",
              cell: (one) =>
                one.errors.length ? (
                  <ul className="max-w-xl">
                    {one.errors.map(({ error, count }) => (
                      <li key={error} className="truncate font-mono text-xs" title={error}>
                        <span className="text-muted">{compact(count)}×</span> {error}
                      </li>
                    ))}
                  </ul>
                ) : (
                  <span className="text-xs text-muted">the log does not tell</span>
                ),
            },
          ]}
        />
      </div>
    </Chart>
  );
}

/** What was retried, and whether that helped. */
export function RetriesView({ span }: { span: Span }) {
  const asked = useAsked();
  const query = useQuery(insightQuery("/insights/retries", span, asked));
  return (
    <Loaded query={query} what="The retries" room="h-96">
      {({ tasks, flows, tasks_left_out, flows_left_out }) =>
        tasks.length || flows.length ? (
          <>
            {tasks.length > 0 && <RetriesTable title="Tasks that were retried" rows={tasks} leftOut={tasks_left_out} />}
            {flows.length > 0 && <RetriesTable title="Flows that were retried" rows={flows} leftOut={flows_left_out} />}
          </>
        ) : (
          <Panel>
            <Empty title="Nothing was retried in this time">Choose a longer time above, or fewer filters.</Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}
