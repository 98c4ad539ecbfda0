import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { TaskRun } from "@/api/client";
import { Button, Fact, Loaded, Panel, StateBadge, Tag } from "@/components/basics";
import { percent } from "@/lib/number";
import { duration } from "@/lib/time";
import { DOMINANT, type Node, type Work } from "@/lib/work";
import { taskStatesQuery } from "./queries";
import { StateList } from "./state-list";

/** How many of the bars around one are named. */
const NAMED = 6;

/** Bars before or after one, each of which can be gone to. */
function Around({
  ids,
  names,
  onSelect,
}: {
  ids: readonly string[];
  names: ReadonlyMap<string, string>;
  onSelect: (id: string) => void;
}) {
  if (!ids.length) return <>nothing</>;
  return (
    <span className="flex flex-wrap gap-x-2">
      {ids.slice(0, NAMED).map((id) => (
        <button key={id} type="button" className="text-accent hover:underline" onClick={() => onSelect(id)}>
          {names.get(id) ?? id.slice(0, 8)}
        </button>
      ))}
      {ids.length > NAMED && <span className="text-muted">and {ids.length - NAMED} more</span>}
    </span>
  );
}

/** How often it was tried, and what became of it each time. */
function TaskStates({ run, task }: { run: string; task: string }) {
  const query = useQuery(taskStatesQuery(run, task));
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-xs text-muted hover:text-ink">State history</summary>
      <div className="pt-2">
        <Loaded query={query} what="The states" room="h-24">
          {(states) => <StateList states={states} />}
        </Loaded>
      </div>
    </details>
  );
}

interface Props {
  run: string;
  node: Node;
  work: Work;
  task: TaskRun | undefined;
  names: ReadonlyMap<string, string>;
  onSelect: (id: string | undefined) => void;
}

/** What is known of the bar that was chosen. Its log lines are below. */
export function TaskPanel({ run, node, work, task, names, onSelect }: Props) {
  const share = work.share.get(node.id) ?? 0;
  const ready = work.ready.get(node.id);
  const took = node.start === undefined ? undefined : (node.end ?? Date.now()) - node.start;
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-2">
          <StateBadge type={node.state} name={task?.state_name ?? node.state} /> {node.label}
          {task?.tags?.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      }
      aside={
        <Button small look="ghost" aria-label="Close" onClick={() => onSelect(undefined)}>
          <X size={13} />
        </Button>
      }
    >
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact label="Worked">{duration(took)}</Fact>
        <Fact label="Share of the run">
          <span className={share > DOMINANT ? "font-semibold text-late" : ""}>{percent(share)}</span>
        </Fact>
        <Fact label="Waited">
          {node.start !== undefined && ready !== undefined ? duration(Math.max(0, node.start - ready)) : "–"}
        </Fact>
        <Fact label="Critical path">{work.critical.has(node.id) ? "on it" : "beside it"}</Fact>
        {task && <Fact label="Attempts">{task.run_count}</Fact>}
        <Fact label="Depends on">
          <Around ids={node.parents} names={names} onSelect={onSelect} />
        </Fact>
        <Fact label="Needed by">
          <Around ids={node.children} names={names} onSelect={onSelect} />
        </Fact>
        {node.kind === "flow-run" && (
          <Fact label="Subflow">
            <Link to="/runs/$runId" params={{ runId: node.id } as never} className="text-accent hover:underline">
              Open the run
            </Link>
          </Fact>
        )}
      </dl>
      {task?.state?.message && <p className="mt-3 font-mono text-xs break-words whitespace-pre-wrap">{task.state.message}</p>}
      {task && <TaskStates run={run} task={node.id} />}
    </Panel>
  );
}
