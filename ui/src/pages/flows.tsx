import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { deploymentsQuery, flowsQuery, runsQuery } from "@/api/queries";
import { Ago, Command, Empty, Page, Tag } from "@/components/basics";
import { Listing, Search } from "@/components/listing";
import { matches } from "@/components/rows";
import { Recent } from "@/components/run-stats";

function LastRun({ flow }: { flow: string }) {
  const run = useQuery({
    ...runsQuery({ flows: { id: { any_: [flow] } }, flow_runs: { start_time: { is_null_: false } } }, "START_TIME_DESC", 12),
    staleTime: 30_000,
  }).data?.[0];
  return run ? (
    <Link to="/runs/$runId" params={{ runId: run.id } as never} className="hover:underline">
      <Ago at={run.start_time ?? run.expected_start_time} />
    </Link>
  ) : (
    <>–</>
  );
}

export default function Flows() {
  const query = useQuery(flowsQuery);
  const deployments = useQuery(deploymentsQuery).data;
  const [typed, setTyped] = useState("");
  return (
    <Page title="Flows" aside={<Search label="Search flows" placeholder="Name or tag" value={typed} onChange={setTyped} />}>
      <Listing
        query={query}
        what="The flows"
        room="h-64"
        label="Flows"
        wanted={(flow) => matches(typed, flow.name, ...(flow.tags ?? []))}
        count="/flows/count"
        keyOf={(flow) => flow.id ?? flow.name}
        columns={[
          {
            title: "Flow",
            cell: (flow) => (
              <Link to="/flows/$flowId" params={{ flowId: flow.id } as never} className="font-medium hover:underline">
                {flow.name}
              </Link>
            ),
          },
          {
            title: "Last runs",
            cell: (flow) => <Recent filters={{ flows: { id: { any_: [flow.id ?? ""] } } }} />,
            look: "hidden sm:table-cell",
          },
          { title: "Last run", cell: (flow) => <LastRun flow={flow.id ?? ""} />, look: "text-muted whitespace-nowrap" },
          {
            title: "Deployments",
            cell: (flow) => deployments?.filter((one) => one.flow_id === flow.id).length ?? "–",
            look: "hidden md:table-cell text-muted",
          },
          {
            title: "Tags",
            cell: (flow) => flow.tags?.map((tag) => <Tag key={tag}>{tag}</Tag>),
            look: "hidden lg:table-cell",
          },
        ]}
        empty={
          <Empty title="No flow has run yet">
            A function with the decorator @flow appears here when it runs.
            <br />
            <Command>{`PREFECT_API_URL=${window.location.origin}/api python my_flow.py`}</Command>
          </Empty>
        }
      />
    </Page>
  );
}
