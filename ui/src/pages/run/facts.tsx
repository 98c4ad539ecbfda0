import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, type FlowRun } from "@/api/client";
import { PAGE, runStatesQuery } from "@/api/queries";
import { ArtifactView } from "@/components/artifact-view";
import { Ago, Empty, Instant, Loaded, Panel, StateBadge } from "@/components/basics";
import { type Event, EventList } from "@/components/event-list";
import { Json } from "@/components/json";
import { duration } from "@/lib/time";

/** What the run was given. */
export function Details({ run }: { run: FlowRun }) {
  const none = (value: object | null | undefined) => !value || Object.keys(value).length === 0;
  const parts: [string, object | null | undefined, string][] = [
    ["Parameters", run.parameters, "The flow was called without parameters."],
    ["Job variables", run.job_variables, "Nothing differs from the deployment’s infrastructure."],
    ["Labels", run.labels, "The run has no labels."],
    ["Context", run.context, "The run has no context."],
  ];
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {parts.map(([title, value, empty]) => (
        <Panel key={title} title={title}>
          {none(value) ? <p className="text-[13px] text-muted">{empty}</p> : <Json value={value} />}
        </Panel>
      ))}
    </div>
  );
}

export function States({ run }: { run: string }) {
  const query = useQuery(runStatesQuery(run));
  return (
    <Panel title="State history">
      <Loaded query={query} what="The states" room="h-40">
        {(states) => {
          const sorted = [...states].sort((a, b) => Date.parse(a.timestamp ?? "") - Date.parse(b.timestamp ?? ""));
          return (
            <ol className="flex flex-col">
              {sorted.map((state, at) => {
                const next = sorted[at + 1];
                return (
                  <li
                    key={state.id}
                    className="grid grid-cols-[7.5rem_1fr] gap-3 border-l-2 border-line py-2 pl-4 sm:grid-cols-[7.5rem_11rem_5rem_1fr]"
                  >
                    <StateBadge type={state.type} name={state.name} className="justify-self-start self-start" />
                    <Instant at={state.timestamp} className="text-xs leading-5 text-muted" />
                    <span className="text-xs leading-5 text-muted">
                      {next ? `for ${duration(Date.parse(next.timestamp ?? "") - Date.parse(state.timestamp ?? ""))}` : ""}
                    </span>
                    <span className="col-span-full text-[13px] break-words whitespace-pre-wrap sm:col-span-1">
                      {state.message}
                    </span>
                  </li>
                );
              })}
            </ol>
          );
        }}
      </Loaded>
    </Panel>
  );
}

export function Artifacts({ run }: { run: string }) {
  const query = useQuery({
    queryKey: ["run", run, "artifacts"],
    queryFn: ({ signal }) =>
      api.post("/artifacts/filter", {
        body: { artifacts: { flow_run_id: { any_: [run] }, type: { not_any_: ["result"] } }, limit: PAGE, sort: "CREATED_DESC" },
        signal,
      }),
  });
  return (
    <Loaded query={query} what="The artifacts" room="h-40">
      {(artifacts) =>
        artifacts.length ? (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            {artifacts.map((artifact) => (
              <Panel key={artifact.id} title={artifact.key ?? artifact.type} aside={<Ago at={artifact.created} />}>
                {artifact.description && <p className="mb-2 text-[13px] text-muted">{artifact.description}</p>}
                <ArtifactView artifact={artifact} />
              </Panel>
            ))}
          </div>
        ) : (
          <Panel>
            <Empty title="The run left no artifacts">
              Tables, Markdown, links, images and progress that a flow makes with{" "}
              <code className="font-mono">prefect.artifacts</code> appear here.
            </Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}

function Newest({ events, total, resource }: { events: readonly Event[]; total: number; resource: string }) {
  return (
    <>
      <EventList events={events} />
      {total > events.length && (
        <p className="border-t px-4 py-2 text-[13px]">
          <Link
            to="/events"
            search={((before: object) => ({ ...before, resource, range: "30d" })) as never}
            className="text-accent hover:underline"
          >
            All {total} events
          </Link>
        </p>
      )}
    </>
  );
}

export function Events({ resource }: { resource: string }) {
  const query = useQuery({
    queryKey: ["events", "of", resource],
    queryFn: ({ signal }) =>
      api.post("/events/filter", { body: { filter: { any_resource: { id: [resource] } }, limit: 50 } as never, signal }),
  });
  return (
    <Panel flush>
      <Loaded query={query} what="The events" room="h-40">
        {(page) =>
          page.events.length ? (
            <Newest events={page.events} total={page.total} resource={resource} />
          ) : (
            <Empty title="Nothing was told of this run" />
          )
        }
      </Loaded>
    </Panel>
  );
}
