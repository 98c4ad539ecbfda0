import { Link } from "@tanstack/react-router";
import type { Retries } from "@/api/insights";
import { compact, percent, plural } from "@/lib/number";
import { ink } from "@/lib/states";
import { Chart } from "./charts/chart";
import { Rows } from "./rows";

/** After so few successes a retry is hardly worth its time. */
const VAIN = 0.5;

/** What was retried, how often, with what success, and for which errors. */
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
