import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { deploymentsQuery, useNames } from "@/api/queries";
import { Command, Empty, Page, Tag } from "@/components/basics";
import { Listing, Search } from "@/components/listing";
import { matches } from "@/components/rows";
import { Recent } from "@/components/run-stats";
import { describe, type Schedule } from "@/lib/schedules";
import { DeploymentStatus } from "./deployment/status";

export default function Deployments() {
  const query = useQuery(deploymentsQuery);
  const names = useNames();
  const [typed, setTyped] = useState("");
  return (
    <Page
      title="Deployments"
      aside={<Search label="Search deployments" placeholder="Name, flow, pool or tag" value={typed} onChange={setTyped} />}
    >
      <Listing
        query={query}
        what="The deployments"
        room="h-64"
        label="Deployments"
        wanted={(one) => matches(typed, one.name, names.flow(one.flow_id), one.work_pool_name, ...(one.tags ?? []))}
        count="/deployments/count"
        keyOf={(one) => one.id ?? one.name}
        columns={[
          {
            title: "Deployment",
            cell: (one) => (
              <>
                <span className="text-muted">{names.flow(one.flow_id)} / </span>
                <Link
                  to="/deployments/$deploymentId"
                  params={{ deploymentId: one.id } as never}
                  className="font-medium hover:underline"
                >
                  {one.name}
                </Link>
              </>
            ),
          },
          { title: "Status", cell: (one) => <DeploymentStatus deployment={one} /> },
          {
            title: "Last runs",
            cell: (one) => <Recent filters={{ deployments: { id: { any_: [one.id ?? ""] } } }} count={10} />,
            look: "hidden sm:table-cell",
          },
          {
            title: "Schedule",
            cell: (one) => (
              <span className={one.schedules?.some((schedule) => schedule.active) ? "" : "line-through opacity-70"}>
                {one.schedules?.map((schedule) => describe(schedule.schedule as Schedule)).join(", ") || ""}
              </span>
            ),
            look: "hidden md:table-cell text-xs text-muted",
          },
          { title: "Work pool", cell: (one) => one.work_pool_name ?? "–", look: "hidden lg:table-cell text-muted" },
          {
            title: "Tags",
            cell: (one) => one.tags?.map((tag) => <Tag key={tag}>{tag}</Tag>),
            look: "hidden xl:table-cell",
          },
        ]}
        empty={
          <Empty title="Nothing is deployed yet">
            A deployment lets a flow run by schedule, by an automation or from here.
            <br />
            <Command>{'my_flow.serve(name="nightly", cron="0 4 * * *")'}</Command>
          </Empty>
        }
      />
    </Page>
  );
}
