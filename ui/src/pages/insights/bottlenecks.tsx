import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FlowBottlenecks, insightQuery } from "@/api/insights";
import { Empty, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { GROUP_COLOURS } from "@/components/charts/series";
import { Change } from "@/components/figure";
import { compact, percent, plural } from "@/lib/number";
import { duration, type Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";

/** How many tasks of a flow are told of. */
const TASKS = 6;

/** From how many points on a change of a share is worth a colour. */
const MOVED = 0.05;

/** What the tasks of a flow had of its time, as bars, and how that changed. */
function Flow({ of }: { of: FlowBottlenecks }) {
  const moved = of.previous_dominant && of.previous_dominant.id !== of.dominant?.id;
  return (
    <li className="border-t px-4 py-3 first:border-t-0">
      <p className="flex flex-wrap items-baseline gap-x-3 pb-1.5 text-[13px]">
        {of.flow.id ? (
          <Link to="/flows/$flowId" params={{ flowId: of.flow.id } as never} className="font-medium hover:underline">
            {of.flow.name}
          </Link>
        ) : (
          <span className="font-medium">{of.flow.name}</span>
        )}
        <span className="text-xs text-muted">
          {plural(of.runs, "run")}
          {of.runs_left_out > 0 && `, the newest of ${compact(of.runs + of.runs_left_out)}`}, {duration(of.wall_time * 1000)}{" "}
          together
        </span>
        {moved && <span className="text-xs text-late">it was {of.previous_dominant?.name} that took most before</span>}
      </p>
      {of.tasks.length === 0 && <p className="text-xs text-muted">None of its runs had a task run.</p>}
      <ul className="flex flex-col gap-1">
        {of.tasks.slice(0, TASKS).map((task, at) => (
          <li key={task.task.id ?? at} className="grid grid-cols-[minmax(6rem,14rem)_1fr_auto] items-center gap-3 text-xs">
            <span className="truncate" title={task.task.name ?? ""}>
              {task.task.name}
            </span>
            <span className="h-2.5 overflow-hidden rounded-sm bg-sunken" aria-hidden>
              <span
                className="block h-full rounded-sm"
                style={{
                  width: `${Math.min(100, task.share * 100)}%`,
                  background: `var(${task.share > 0.5 ? "--f-late" : GROUP_COLOURS[0]})`,
                }}
              />
            </span>
            <span className="w-52 text-right whitespace-nowrap">
              {percent(task.share)}{" "}
              <Change by={task.share_change} good={Math.abs(task.share_change ?? 0) >= MOVED ? "less" : undefined} points />
              <span className="text-muted"> · {percent(task.critical_share)} critical</span>
            </span>
          </li>
        ))}
      </ul>
      {of.tasks.length > TASKS && (
        <p className="pt-1 text-xs text-muted">and {plural(of.tasks.length - TASKS, "task")} with less</p>
      )}
    </li>
  );
}

/** Which task dominates each flow. */
export function BottlenecksView({ span }: { span: Span }) {
  const asked = useAsked();
  const query = useQuery(insightQuery("/insights/bottlenecks", span, asked));
  return (
    <Loaded query={query} what="The bottlenecks" room="h-96">
      {({ flows, left_out }) =>
        flows.length ? (
          <Chart
            title="Where the time of runs goes"
            aside={
              left_out
                ? `${plural(left_out, "flow")} with less time left out`
                : "share of the wall time, against the time before; and of the critical paths"
            }
            table={() => [
              ["flow", "runs", "task", "share", "previous_share", "critical_share", "runs_dominated"],
              ...flows.flatMap((of) =>
                of.tasks.map((task) => [
                  of.flow.name,
                  of.runs,
                  task.task.name,
                  task.share,
                  task.previous_share,
                  task.critical_share,
                  task.bottleneck_in,
                ]),
              ),
            ]}
          >
            <ul className="-mx-4" aria-label="Bottlenecks by flow">
              {flows.map((of) => (
                <Flow key={of.flow.id ?? of.flow.name} of={of} />
              ))}
            </ul>
          </Chart>
        ) : (
          <Panel>
            <Empty title="No run ended in this time">Choose a longer time above, or fewer filters.</Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}
