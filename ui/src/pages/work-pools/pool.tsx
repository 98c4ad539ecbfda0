import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { toast } from "sonner";
import { api } from "@/api/client";
import { usePaged } from "@/api/paged";
import { PAGE } from "@/api/queries";
import { Ago, Button, Command, Dot, Empty, Fact, Loaded, Page, Panel } from "@/components/basics";
import { Json } from "@/components/json";
import { PagedRows } from "@/components/paged-rows";
import { RunStats } from "@/components/run-stats";
import { TabBar } from "@/components/tabs";
import { Trail } from "@/components/trail";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";
import { PoolStatus, Slots } from "./list";

const TABS = [
  { value: "runs", label: "Runs" },
  { value: "workers", label: "Workers" },
  { value: "queues", label: "Queues" },
  { value: "template", label: "Base job template" },
];

export default function PoolPage() {
  const { poolName: name } = useParams({ strict: false }) as { poolName: string };
  const client = useQueryClient();
  const [tab = "runs", setTab] = useParam("tab");
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "7d" });
  const query = useQuery({
    queryKey: ["pool", name],
    queryFn: ({ signal }) => api.get("/work_pools/{name}", { path: { name }, signal }),
  });
  const workers = usePaged(
    ["pool", name, "workers"],
    (seen, signal) =>
      api.post("/work_pools/{work_pool_name}/workers/filter", {
        path: { work_pool_name: name },
        body: { limit: PAGE, offset: seen.length } as never,
        signal,
      }),
    (worker) => worker.name,
    { every: 15_000 },
  );
  const queues = usePaged(
    ["pool", name, "queues"],
    (seen, signal) =>
      api.post("/work_pools/{work_pool_name}/queues/filter", {
        path: { work_pool_name: name },
        body: { limit: PAGE, offset: seen.length } as never,
        signal,
      }),
    (queue) => queue.name,
  );
  const pause = async (send: () => Promise<unknown>) => {
    try {
      await send();
    } catch (error) {
      toast.error(error instanceof Error ? error.message : String(error));
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ["pool", name] }),
      client.invalidateQueries({ queryKey: ["pools"] }),
    ]);
  };
  return (
    <Loaded query={query} what="The work pool" room="h-96">
      {(pool) => (
        <Page>
          <header className="flex flex-col gap-3">
            <Trail to="/work-pools" label="Work pools" />
            <div className="flex flex-wrap items-center gap-3">
              <h1 className="text-xl font-semibold tracking-tight">{pool.name}</h1>
              <PoolStatus status={pool.status} />
              <Button
                className="ml-auto"
                onClick={() =>
                  void pause(() => api.patch("/work_pools/{name}", { path: { name }, body: { is_paused: !pool.is_paused } }))
                }
              >
                {pool.is_paused ? "Resume" : "Pause"}
              </Button>
            </div>
            <dl className="flex flex-wrap gap-x-8 gap-y-2">
              <Fact label="Type">{pool.type}</Fact>
              <Fact label="Slots">
                <Slots taken={(pool as { active_slots?: number }).active_slots ?? 0} limit={pool.concurrency_limit} />
              </Fact>
              {pool.description && <Fact label="Description">{pool.description}</Fact>}
            </dl>
          </header>
          <TabBar
            label="About the work pool"
            tabs={TABS}
            value={tab}
            onChange={(next) => setTab(next === "runs" ? undefined : next)}
          />
          {tab === "runs" && <RunStats filters={{ work_pools: { name: { any_: [name] } } }} span={span} />}
          {tab === "workers" && (
            <Panel flush>
              <PagedRows
                label="Workers"
                pages={workers}
                room="h-32"
                keyOf={(worker) => worker.name}
                columns={[
                  { title: "Worker", cell: (worker) => <span className="font-medium">{worker.name}</span> },
                  {
                    title: "Status",
                    cell: (worker) => (
                      <span className="inline-flex items-center gap-1.5 text-xs">
                        <Dot kind={worker.status === "ONLINE" ? "completed" : "failed"} /> {worker.status?.toLowerCase()}
                      </span>
                    ),
                  },
                  {
                    title: "Last heartbeat",
                    cell: (worker) => <Ago at={worker.last_heartbeat_time} className="text-muted" />,
                  },
                ]}
                empty={
                  <Empty title="No worker has asked for runs of this pool">
                    <Command>{`prefect worker start --pool ${name}`}</Command>
                  </Empty>
                }
              />
            </Panel>
          )}
          {tab === "queues" && (
            <Panel flush>
              <PagedRows
                label="Queues"
                pages={queues}
                room="h-32"
                keyOf={(queue) => queue.name}
                columns={[
                  { title: "Queue", cell: (queue) => <span className="font-medium">{queue.name}</span> },
                  { title: "Status", cell: (queue) => <PoolStatus status={queue.status} /> },
                  { title: "Priority", cell: (queue) => queue.priority },
                  { title: "At once", cell: (queue) => queue.concurrency_limit ?? "no limit", look: "hidden sm:table-cell" },
                  {
                    title: "Last asked",
                    cell: (queue) => <Ago at={queue.last_polled} className="text-muted" />,
                    look: "hidden sm:table-cell",
                  },
                  {
                    title: "Pause",
                    cell: (queue) => (
                      <Button
                        small
                        aria-label={`${queue.is_paused ? "Resume" : "Pause"} ${queue.name}`}
                        onClick={() =>
                          void pause(() =>
                            api.patch("/work_pools/{work_pool_name}/queues/{name}", {
                              path: { work_pool_name: name, name: queue.name },
                              body: { is_paused: !queue.is_paused } as never,
                            }),
                          )
                        }
                      >
                        {queue.is_paused ? "Resume" : "Pause"}
                      </Button>
                    ),
                  },
                ]}
              />
            </Panel>
          )}
          {tab === "template" && (
            <Panel>
              <div className="pt-3">
                <Json value={pool.base_job_template} className="max-h-[40rem]" />
              </div>
            </Panel>
          )}
        </Page>
      )}
    </Loaded>
  );
}
