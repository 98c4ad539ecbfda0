import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "@/api/client";
import { deploymentsQuery } from "@/api/queries";
import { Ago, Loaded, Page, Panel, Tag } from "@/components/basics";
import { Calendar } from "@/components/calendar";
import { RunStats } from "@/components/run-stats";
import { SloList } from "@/components/slo-list";
import { Trail } from "@/components/trail";
import { concerns } from "@/lib/slo";
import { useFilters, useSpan } from "@/lib/use-filters";

export default function FlowPage() {
  const { flowId: id } = useParams({ strict: false }) as { flowId: string };
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "7d" });
  const query = useQuery({ queryKey: ["flow", id], queryFn: ({ signal }) => api.get("/flows/{id}", { path: { id }, signal }) });
  const deployments = useQuery(deploymentsQuery).data?.filter((one) => one.flow_id === id) ?? [];
  return (
    <Loaded query={query} what="The flow" room="h-96">
      {(flow) => (
        <Page>
          <header className="flex flex-col gap-2">
            <Trail to="/flows" label="Flows" />
            <div className="flex flex-wrap items-center gap-3">
              <h1 className="text-xl font-semibold tracking-tight">{flow.name}</h1>
              {flow.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
              <span className="text-xs text-muted">
                first seen <Ago at={flow.created} />
              </span>
              <Link
                to="/runs"
                search={((before: object) => ({ ...before, flow: [flow.name] })) as never}
                className="ml-auto text-[13px] text-accent hover:underline"
              >
                All its runs
              </Link>
            </div>
          </header>
          <RunStats filters={{ flows: { id: { any_: [id] } } }} span={span} by="flow" />
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <SloList wanted={(slo) => concerns(slo, flow, deployments)} />
            <Calendar filters={{ flows: { id: { any_: [id] } } }} />
          </div>
          {deployments.length > 0 && (
            <Panel title="Deployments">
              <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
                {deployments.map((one) => (
                  <li key={one.id}>
                    <Link
                      to="/deployments/$deploymentId"
                      params={{ deploymentId: one.id } as never}
                      className="text-accent hover:underline"
                    >
                      {one.name}
                    </Link>
                    {one.paused && <span className="text-late"> paused</span>}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </Page>
      )}
    </Loaded>
  );
}
