import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { graphQuery, runQuery, taskRunsQuery } from "@/api/queries";
import { Empty, Loaded, Page, Panel } from "@/components/basics";
import { Graph } from "@/components/graph/graph";
import { LogView } from "@/components/logs/log-view";
import { TabBar } from "@/components/tabs";
import { Timeline } from "@/components/timeline/timeline";
import { isTerminal } from "@/lib/states";
import { useParam } from "@/lib/use-filters";
import { readGraph, workOf } from "@/lib/work";
import { Artifacts, Details, Events, States } from "./facts";
import { Header } from "./header";
import { Metrics } from "./metrics";
import { TaskPanel } from "./task-panel";
import { TaskRuns } from "./task-runs";

const TABS = [
  ["timeline", "Timeline"],
  ["graph", "Graph"],
  ["logs", "Logs"],
  ["tasks", "Task runs"],
  ["details", "Parameters"],
  ["metrics", "Metrics"],
  ["artifacts", "Artifacts"],
  ["states", "States"],
  ["events", "Events"],
] as const;

export default function RunPage() {
  const { runId } = useParams({ strict: false }) as { runId: string };
  const run = useQuery(runQuery(runId));
  return (
    <Loaded query={run} what="The run" room="h-96">
      {(data) => <Run key={runId} run={data} />}
    </Loaded>
  );
}

function Run({ run }: { run: Parameters<typeof Header>[0]["run"] }) {
  const id = run.id ?? "";
  const [tab = "timeline", setTab] = useParam("tab");
  const [task, setTask] = useParam("task");
  const [jump, setJump] = useState(0);
  const graph = useQuery(graphQuery(id));
  const tasks = useQuery(taskRunsQuery(id));
  const going = !isTerminal(run.state_type);
  const nodes = useMemo(() => (graph.data ? readGraph(graph.data as never) : undefined), [graph.data]);
  const start = run.start_time ? Date.parse(run.start_time) : undefined;
  const ends = nodes?.flatMap((node) => node.end ?? []) ?? [];
  const end = run.end_time ? Date.parse(run.end_time) : Math.max(Date.now(), ...ends);
  const begun = Math.min(start ?? end, ...(nodes?.flatMap((node) => node.start ?? []) ?? []));
  const work = useMemo(() => (nodes && Number.isFinite(begun) ? workOf(nodes, begun, end) : undefined), [nodes, begun, end]);
  const attempts = useMemo(() => new Map(tasks.data?.map((one) => [one.id ?? "", one.run_count ?? 0])), [tasks.data]);
  const names = useMemo(() => new Map(nodes?.map((node) => [node.id, node.label])), [nodes]);
  const selected = nodes?.find((node) => node.id === task);
  const chosenTask = selected?.kind === "task-run" ? { id: selected.id, label: selected.label } : undefined;
  const panel = selected && work && (
    <TaskPanel
      run={id}
      node={selected}
      work={work}
      task={tasks.data?.find((one) => one.id === selected.id)}
      names={names}
      onSelect={setTask}
    />
  );
  const showFailure = () => {
    setTask(undefined);
    if (tab !== "timeline") setTab("logs");
    setJump((count) => count + 1);
  };
  const logs = (height: string) => (
    <LogView
      run={id}
      going={going}
      task={chosenTask}
      onClearTask={() => setTask(undefined)}
      taskName={(one) => names.get(one) ?? ""}
      height={height}
      jump={jump}
    />
  );
  return (
    <Page>
      <Header run={run} onFailure={showFailure} />
      <TabBar
        label="About the run"
        tabs={TABS.map(([value, label]) => ({
          value,
          label: value === "tasks" && tasks.data ? `${label} ${tasks.data.length || ""}` : label,
        }))}
        value={tab}
        onChange={(next) => setTab(next === "timeline" ? undefined : next)}
      />
      {tab === "timeline" && (
        <>
          <Panel flush className="overflow-hidden">
            <div className="pt-3">
              <Loaded query={graph} what="The timeline" room="h-48">
                {() =>
                  nodes?.length && work ? (
                    <Timeline
                      nodes={nodes}
                      work={work}
                      attempts={attempts}
                      start={begun}
                      end={end}
                      selected={task}
                      onSelect={setTask}
                    />
                  ) : (
                    <Empty title={run.start_time ? "No task has run" : "The run has not begun"}>
                      {run.start_time
                        ? "This flow called no tasks and no other flows. What it logged is below."
                        : "Its tasks will appear here as they begin."}
                    </Empty>
                  )
                }
              </Loaded>
            </div>
          </Panel>
          {panel}
          <Panel flush className="overflow-hidden">
            {logs("min(30rem, 70vh)")}
          </Panel>
        </>
      )}
      {tab === "graph" && (
        <>
          <Panel flush className="overflow-hidden">
            <Loaded query={graph} what="The graph" room="h-96">
              {() =>
                nodes?.length && work ? (
                  <Graph nodes={nodes} work={work} end={end} selected={task} onSelect={setTask} />
                ) : (
                  <Empty title="No task has run">Tasks and what they depend on appear here.</Empty>
                )
              }
            </Loaded>
          </Panel>
          {panel}
        </>
      )}
      {tab === "logs" && (
        <Panel flush className="overflow-hidden">
          {logs("max(24rem, calc(100dvh - 20rem))")}
        </Panel>
      )}
      {tab === "tasks" && <TaskRuns query={tasks} work={work} />}
      {tab === "details" && <Details run={run} />}
      {tab === "metrics" && <Metrics run={run} />}
      {tab === "artifacts" && <Artifacts run={id} />}
      {tab === "states" && <States run={id} />}
      {tab === "events" && <Events resource={`prefect.flow-run.${id}`} />}
    </Page>
  );
}
