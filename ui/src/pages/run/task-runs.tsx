import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { TaskRun } from "@/api/client";
import { MOST_TASK_RUNS } from "@/api/queries";
import { Empty, Input, Loaded, Panel, Since, StateBadge } from "@/components/basics";
import { percent } from "@/lib/number";
import { KINDS, kindOf } from "@/lib/states";
import { useParam } from "@/lib/use-filters";
import { DOMINANT, type Work } from "@/lib/work";

const ROW = 36;
const GRID =
  "grid grid-cols-[7rem_minmax(8rem,1fr)_4.5rem] sm:grid-cols-[7rem_minmax(10rem,1fr)_5rem_5rem_6rem] items-center gap-3 px-4";

/** The task runs in words; what went wrong comes first. */
export function TaskRuns({
  query,
  work,
}: {
  query: { data: TaskRun[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  work: Work | undefined;
}) {
  return (
    <Panel flush className="overflow-hidden">
      <Loaded query={query} what="The task runs" room="h-64">
        {(tasks) =>
          tasks.length ? (
            <List tasks={tasks} work={work} />
          ) : (
            <Empty title="No task has run">Functions with the decorator @task appear here when the flow calls them.</Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}

function List({ tasks, work }: { tasks: TaskRun[]; work: Work | undefined }) {
  const [wanted, setWanted] = useState("");
  const [, setTask] = useParam("task");
  const [, setTab] = useParam("tab");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const urgency = (task: TaskRun) => KINDS.indexOf(kindOf(task.state_type, task.state_name));
    return tasks
      .filter((task) => (task.name ?? "").toLowerCase().includes(wanted.toLowerCase()))
      .sort((a, b) => urgency(a) - urgency(b) || (a.start_time ?? "").localeCompare(b.start_time ?? ""));
  }, [tasks, wanted]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2">
        <Input
          type="search"
          aria-label="Search task runs"
          placeholder="Name of a task…  /"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          className="!h-7 w-60"
        />
        {tasks.length >= MOST_TASK_RUNS && (
          <p className="text-xs text-muted">Of a run with more, the first {tasks.length.toLocaleString("en")} are shown.</p>
        )}
      </div>
      <div className={`${GRID} h-8 border-b text-2xs font-medium text-muted`}>
        <span>State</span>
        <span>Task run</span>
        <span className="hidden text-right sm:block">Attempts</span>
        <span className="hidden text-right sm:block">Share</span>
        <span className="text-right">Duration</span>
      </div>
      <section
        ref={scroller}
        tabIndex={0}
        aria-label="Task runs"
        className="overflow-auto"
        style={{ height: Math.min(rows.length * ROW + 2, 640) }}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const task = rows[index];
            if (!task) return null;
            const share = work?.share.get(task.id ?? "") ?? 0;
            return (
              <div
                key={task.id}
                className={`${GRID} absolute inset-x-0 border-b text-[13px] hover:bg-sunken`}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <StateBadge type={task.state_type} name={task.state_name} className="justify-self-start" />
                <button
                  type="button"
                  className="truncate text-left font-medium hover:underline"
                  onClick={() => {
                    setTask(task.id);
                    setTab(undefined);
                  }}
                >
                  {task.name}
                </button>
                <span className={`hidden text-right text-xs sm:block ${(task.run_count ?? 0) > 1 ? "text-late" : "text-muted"}`}>
                  {task.run_count}
                </span>
                <span
                  className={`hidden text-right text-xs sm:block ${share > DOMINANT ? "font-semibold text-late" : "text-muted"}`}
                >
                  {percent(share)}
                </span>
                <span className="text-right text-xs">
                  <Since start={task.start_time} end={task.end_time} />
                </span>
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}
