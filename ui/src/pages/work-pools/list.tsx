import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Server } from "lucide-react";
import { poolsQuery } from "@/api/queries";
import { Command, Dot, Empty, Page } from "@/components/basics";
import { Listing } from "@/components/listing";
import { Recent } from "@/components/run-stats";

const STATUS = {
  READY: ["completed", "ready"],
  NOT_READY: ["late", "no worker"],
  PAUSED: ["paused", "paused"],
} as const;

export function PoolStatus({ status }: { status: string | null | undefined }) {
  const [kind, words] = STATUS[status as keyof typeof STATUS] ?? (["pending", status ?? "unknown"] as const);
  return (
    <span className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap">
      <Dot kind={kind} /> {words}
    </span>
  );
}

/** How many of the slots are taken. */
export function Slots({ taken, limit }: { taken: number; limit: number | null | undefined }) {
  if (limit === null || limit === undefined) return <span className="text-xs text-muted">{taken} running, no limit</span>;
  const full = taken >= limit;
  return (
    <span className="inline-flex items-center gap-2 text-xs">
      <span aria-hidden className="inline-block h-1.5 w-20 overflow-hidden rounded-full bg-line">
        <span
          className={`block h-full ${full ? "bg-late" : "bg-accent"}`}
          style={{ width: `${limit ? Math.min(100, (taken / limit) * 100) : 100}%` }}
        />
      </span>
      <span className={`whitespace-nowrap ${full ? "text-late" : ""}`}>
        {taken} of {limit}
      </span>
    </span>
  );
}

export default function WorkPools() {
  const query = useQuery({ ...poolsQuery, refetchInterval: 15_000 });
  return (
    <Page title="Work pools">
      <Listing
        query={query}
        what="The work pools"
        room="h-48"
        label="Work pools"
        count="/work_pools/count"
        keyOf={(pool) => pool.name}
        columns={[
          {
            title: "Work pool",
            cell: (pool) => (
              <Link to="/work-pools/$poolName" params={{ poolName: pool.name } as never} className="font-medium hover:underline">
                {pool.name}
              </Link>
            ),
          },
          { title: "Status", cell: (pool) => <PoolStatus status={pool.status} /> },
          {
            title: "Type",
            cell: (pool) => <span className="text-muted">{pool.type}</span>,
            look: "hidden sm:table-cell",
          },
          {
            title: "Slots",
            cell: (pool) => (
              <Slots taken={(pool as { active_slots?: number }).active_slots ?? 0} limit={pool.concurrency_limit} />
            ),
          },
          {
            title: "Last runs",
            cell: (pool) => <Recent filters={{ work_pools: { name: { any_: [pool.name] } } }} />,
            look: "hidden md:table-cell",
          },
        ]}
        empty={
          <Empty title="There is no work pool" icon={<Server size={22} />}>
            Workers take the runs of deployments from work pools.
            <br />
            <Command>prefect work-pool create processes --type process</Command>
          </Empty>
        }
      />
    </Page>
  );
}
