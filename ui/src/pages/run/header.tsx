import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, TriangleAlert } from "lucide-react";
import type { FlowRun } from "@/api/client";
import { runsQuery, useNames } from "@/api/queries";
import { Ago, CopyButton, Fact, Instant, Since, StateBadge, Tag, useNow } from "@/components/basics";
import { Trail } from "@/components/trail";
import { quantile } from "@/lib/number";
import { awaited } from "@/lib/run-inputs";
import { latenessOf, tookOf } from "@/lib/runs";
import { isTerminal, kindOf } from "@/lib/states";
import { duration } from "@/lib/time";
import { Actions } from "./actions";
import { Subflows } from "./subflows";

/** How many of the last completed runs tell what is usual, and the fewest that can. */
const PAST = 50;
const FEWEST = 5;

/** Where a run's duration stands among those of the runs before it. */
function Usual({ run }: { run: FlowRun }) {
  const now = useNow(isTerminal(run.state_type) ? 3_600_000 : 1000);
  const past = useQuery(
    runsQuery(
      {
        flow_runs: {
          state: { type: { any_: ["COMPLETED"] } },
          ...(run.start_time ? { start_time: { before_: run.start_time } } : {}),
        },
        ...(run.deployment_id
          ? { deployments: { id: { any_: [run.deployment_id] } } }
          : { flows: { id: { any_: [run.flow_id] } } }),
      },
      "START_TIME_DESC",
      PAST,
    ),
  ).data;
  const took = tookOf(run, now);
  const all = (past ?? [])
    .filter((one) => one.id !== run.id)
    .flatMap((one) => tookOf(one, now) ?? [])
    .sort((a, b) => a - b);
  const [low, middle, high] = [quantile(all, 0.1), quantile(all, 0.5), quantile(all, 0.9)];
  if (took === undefined || all.length < FEWEST || low === undefined || middle === undefined || high === undefined) {
    return <Since start={run.start_time} end={run.end_time} />;
  }
  const most = Math.max(took, high) * 1.1;
  const place = (value: number) => `${Math.min(100, (value / most) * 100)}%`;
  const slow = took > high;
  return (
    <span
      className="flex items-center gap-2"
      title={`Of ${all.length} completed runs before it, 8 of 10 took ${duration(low)} to ${duration(high)}, half at most ${duration(middle)}`}
    >
      <span className={slow ? "font-semibold text-late" : ""}>{duration(took)}</span>
      <span aria-hidden className="relative hidden h-2 w-20 rounded-full bg-sunken sm:inline-block">
        <span
          className="absolute inset-y-0 rounded-full bg-line-strong"
          style={{ left: place(low), right: `calc(100% - ${place(high)})` }}
        />
        <span
          className={`absolute -inset-y-0.5 w-[3px] rounded ${slow ? "bg-late" : "bg-accent"}`}
          style={{ left: place(took) }}
        />
      </span>
      <span className="text-xs text-muted">
        usually {duration(low)}–{duration(high)}
      </span>
    </span>
  );
}

/** What the run was given, in a line; all of it stands in a tab. */
function Given({ parameters }: { parameters: Record<string, unknown> }) {
  const said = Object.entries(parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return (
    <Link
      to="."
      search={((before: object) => ({ ...before, tab: "details" })) as never}
      className="block max-w-72 truncate font-mono text-xs leading-5 hover:underline"
      title={said.join("\n")}
    >
      {said.join(" ")}
    </Link>
  );
}

/** `onFailure` leads to the line of the log that tells what went wrong. */
export function Header({ run, onFailure }: { run: FlowRun; onFailure: () => void }) {
  const names = useNames();
  const now = useNow();
  const kind = kindOf(run.state_type, run.state_name);
  const late = latenessOf(run, now);
  const bad = kind === "failed" || kind === "crashed";
  const message = run.state?.message;
  return (
    <header className="flex flex-col gap-3">
      <Trail to="/runs" label="Runs">
        <Link to="/flows/$flowId" params={{ flowId: run.flow_id } as never} className="hover:text-ink">
          {names.flow(run.flow_id)}
        </Link>
        {run.deployment_id && (
          <>
            <ChevronRight size={12} aria-hidden />
            <Link
              to="/deployments/$deploymentId"
              params={{ deploymentId: run.deployment_id } as never}
              className="hover:text-ink"
            >
              {names.deployment(run.deployment_id)}
            </Link>
          </>
        )}
      </Trail>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StateBadge type={run.state_type} name={run.state_name} className="!text-[13px]" />
        <h1 className="text-xl font-semibold tracking-tight">{run.name}</h1>
        <CopyButton text={run.id ?? ""} label="Copy the run’s id" />
        <span className="flex flex-wrap gap-1">
          {run.tags?.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
        <span className="ml-auto">
          <Actions run={run} />
        </span>
      </div>
      {message && (
        <div
          className={`flex items-start gap-2 rounded-md border px-3 py-2 text-[13px] ${bad ? "border-danger/40 bg-danger-soft" : "bg-sunken"}`}
        >
          {bad && <TriangleAlert size={15} className="mt-0.5 shrink-0 text-danger" aria-hidden />}
          <span className={`min-w-0 break-words whitespace-pre-wrap ${bad ? "font-mono text-xs leading-5" : ""}`}>{message}</span>
          {bad && (
            <button type="button" onClick={onFailure} className="ml-auto shrink-0 text-xs leading-5 text-danger hover:underline">
              Show in the log
            </button>
          )}
        </div>
      )}
      {awaited(run) && (
        <p className="rounded-md border bg-sunken px-3 py-2 text-[13px]">
          The run waits for input
          {run.state?.state_details?.pause_timeout && (
            <>
              {" "}
              until <Instant at={run.state.state_details.pause_timeout} />
            </>
          )}
          : <span className="font-medium">Resume</span> asks for it.
        </p>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact label="Duration">
          <Usual run={run} />
        </Fact>
        <Fact label={run.start_time ? "Started" : "Expected"}>
          <Instant at={run.start_time ?? run.expected_start_time} />{" "}
          <span className="text-xs text-muted">
            <Ago at={run.start_time ?? run.expected_start_time} />
          </span>
        </Fact>
        {late !== undefined && late > 1000 && (
          <Fact label={run.start_time ? "Began late by" : "Late by"}>
            <span className={late > 60_000 ? "text-late" : ""}>{duration(late)}</span>
          </Fact>
        )}
        {(run.run_count ?? 0) > 1 && <Fact label="Attempts">{run.run_count}</Fact>}
        {run.work_pool_name && (
          <Fact label="Work pool / queue">
            {run.work_pool_name} / {run.work_queue_name}
          </Fact>
        )}
        {run.created_by?.display_value && <Fact label="Created by">{run.created_by.display_value}</Fact>}
        {run.parent_task_run_id && (
          <Fact label="Called by">
            <Parent task={run.parent_task_run_id} />
          </Fact>
        )}
        <Subflows run={run.id ?? ""} />
        {run.parameters && Object.keys(run.parameters).length > 0 && (
          <Fact label="Parameters">
            <Given parameters={run.parameters} />
          </Fact>
        )}
      </dl>
    </header>
  );
}

/** The run that called this one. */
function Parent({ task }: { task: string }) {
  const parents = useQuery(runsQuery({ flow_runs: {}, task_runs: { id: { any_: [task] } } } as never, "START_TIME_DESC", 1)).data;
  const parent = parents?.[0];
  return parent ? (
    <Link to="/runs/$runId" params={{ runId: parent.id } as never} className="text-accent hover:underline">
      {parent.name}
    </Link>
  ) : (
    <>another run</>
  );
}
