import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, type FlowRun } from "@/api/client";
import { usePaged } from "@/api/paged";
import { PAGE, runStatesQuery } from "@/api/queries";
import { ArtifactView } from "@/components/artifact-view";
import { Ago, Empty, Loaded, Panel } from "@/components/basics";
import { type Event, EventList } from "@/components/event-list";
import { Json } from "@/components/json";
import { More } from "@/components/more";
import { readValue } from "@/lib/run-inputs";
import { useInputs } from "./queries";
import { StateList } from "./state-list";

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
      <Inputs run={run.id ?? ""} />
    </div>
  );
}

/** What was sent to the run while it went on, and what it asked for. */
function Inputs({ run }: { run: string }) {
  const query = useInputs(run);
  return (
    <Panel title="Inputs">
      <Loaded query={query} what="The inputs" room="h-16">
        {(inputs) =>
          inputs.length ? (
            <ul className="flex flex-col gap-3">
              {inputs.map((input) => (
                <li key={input.id}>
                  <p className="flex flex-wrap justify-between gap-x-3 pb-1 text-xs">
                    <span className="font-mono break-all">{input.key}</span>
                    <Ago at={input.created} className="text-muted" />
                  </p>
                  <Json value={readValue(input)} className="max-h-48" />
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-[13px] text-muted">The run asked for no input, and none was sent to it.</p>
          )
        }
      </Loaded>
      <More pages={query} />
    </Panel>
  );
}

export function States({ run }: { run: string }) {
  const query = useQuery(runStatesQuery(run));
  return (
    <Panel title="State history">
      <Loaded query={query} what="The states" room="h-40">
        {(states) => <StateList states={states} />}
      </Loaded>
    </Panel>
  );
}

export function Artifacts({ run }: { run: string }) {
  const query = usePaged(
    ["run", run, "artifacts"],
    (seen, signal) =>
      api.post("/artifacts/filter", {
        body: {
          artifacts: { flow_run_id: { any_: [run] }, type: { not_any_: ["result"] } },
          sort: "CREATED_DESC",
          limit: PAGE,
          offset: seen.length,
        },
        signal,
      }),
    (one) => one.id ?? "",
  );
  return (
    <Loaded query={query} what="The artifacts" room="h-40">
      {(artifacts) =>
        artifacts.length ? (
          <>
            <div className="grid items-start gap-4 lg:grid-cols-2">
              {artifacts.map((artifact) => (
                <Panel key={artifact.id} title={artifact.key ?? artifact.type} aside={<Ago at={artifact.created} />}>
                  {artifact.description && <p className="mb-2 text-[13px] text-muted">{artifact.description}</p>}
                  <ArtifactView artifact={artifact} />
                </Panel>
              ))}
            </div>
            <More pages={query} />
          </>
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
            to="/resources/$resourceId"
            params={{ resourceId: resource } as never}
            search={{ range: "30d" } as never}
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
