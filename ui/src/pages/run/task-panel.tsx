import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { TaskRun } from "@/api/client";
import { Button, Fact, Panel, StateBadge, Tag } from "@/components/basics";
import { percent } from "@/lib/number";
import { duration } from "@/lib/time";
import { DOMINANT, type Node, type Work } from "@/lib/work";

/** What is known of the bar that was chosen. Its log lines are below. */
export function TaskPanel({
  node,
  work,
  task,
  onClose,
}: {
  node: Node;
  work: Work;
  task: TaskRun | undefined;
  onClose: () => void;
}) {
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
        <Button small look="ghost" aria-label="Close" onClick={onClose}>
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
        <Fact label="Depends on">{node.parents.length || "nothing"}</Fact>
        {node.kind === "flow-run" && (
          <Fact label="Subflow">
            <Link to="/runs/$runId" params={{ runId: node.id } as never} className="text-accent hover:underline">
              Open the run
            </Link>
          </Fact>
        )}
      </dl>
      {task?.state?.message && <p className="mt-3 font-mono text-xs break-words whitespace-pre-wrap">{task.state.message}</p>}
    </Panel>
  );
}
