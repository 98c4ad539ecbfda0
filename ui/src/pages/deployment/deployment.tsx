import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useRouter } from "@tanstack/react-router";
import { MoreHorizontal, Pause, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, type Deployment } from "@/api/client";
import { useNames } from "@/api/queries";
import { Button, CopyButton, Fact, Loaded, Page, Panel, Tag } from "@/components/basics";
import { Calendar } from "@/components/calendar";
import { Json } from "@/components/json";
import { Confirm, Menu } from "@/components/overlays";
import { RunStats } from "@/components/run-stats";
import { SloList } from "@/components/slo-list";
import { TabBar } from "@/components/tabs";
import { Trail } from "@/components/trail";
import { concerns } from "@/lib/slo";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";
import { RunNow } from "./run-now";
import { Schedules } from "./schedules";
import { DeploymentStatus } from "./status";

const TABS = [
  { value: "runs", label: "Runs" },
  { value: "schedules", label: "Schedules" },
  { value: "configuration", label: "Configuration" },
];

export default function DeploymentPage() {
  const { deploymentId: id } = useParams({ strict: false }) as { deploymentId: string };
  const query = useQuery({
    queryKey: ["deployment", id],
    queryFn: ({ signal }) => api.get("/deployments/{id}", { path: { id }, signal }),
  });
  return (
    <Loaded query={query} what="The deployment" room="h-96">
      {(deployment) => <Deployed key={id} deployment={deployment} />}
    </Loaded>
  );
}

function Deployed({ deployment }: { deployment: Deployment }) {
  const id = deployment.id ?? "";
  const client = useQueryClient();
  const router = useRouter();
  const names = useNames();
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "7d" });
  const [tab = "runs", setTab] = useParam("tab");
  const [asked, setAsked] = useState<"run" | "delete">();
  const flow = names.flow(deployment.flow_id);
  const again = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["deployment", id] }),
      client.invalidateQueries({ queryKey: ["deployments"] }),
    ]);
  const pause = async () => {
    try {
      if (deployment.paused) await api.post("/deployments/{id}/resume_deployment", { path: { id } });
      else await api.post("/deployments/{id}/pause_deployment", { path: { id } });
      toast.success(deployment.paused ? "Resumed: its schedules make runs again" : "Paused: its schedules make no runs");
    } catch (error) {
      toast.error(error instanceof Error ? error.message : String(error));
    }
    await again();
  };
  return (
    <Page>
      <header className="flex flex-col gap-3">
        <Trail to="/deployments" label="Deployments">
          <Link to="/flows/$flowId" params={{ flowId: deployment.flow_id } as never} className="hover:text-ink">
            {flow}
          </Link>
        </Trail>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-semibold tracking-tight">{deployment.name}</h1>
          <DeploymentStatus deployment={deployment} />
          {deployment.tags?.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          <span className="ml-auto flex gap-2">
            <Button look="primary" onClick={() => setAsked("run")}>
              <Play size={13} aria-hidden /> Run now
            </Button>
            <Button onClick={() => void pause()}>
              <Pause size={13} aria-hidden /> {deployment.paused ? "Resume" : "Pause"}
            </Button>
            <Menu
              trigger={
                <Button aria-label="More actions">
                  <MoreHorizontal size={15} />
                </Button>
              }
              choices={[{ label: "Delete…", icon: <Trash2 size={13} />, danger: true, onSelect: () => setAsked("delete") }]}
            />
          </span>
        </div>
        {deployment.description && (
          <p className="max-w-prose text-[13px] whitespace-pre-wrap text-muted">{deployment.description}</p>
        )}
        <dl className="flex flex-wrap gap-x-8 gap-y-2">
          <Fact label="Work pool / queue">
            {deployment.work_pool_name ? (
              <>
                {deployment.work_pool_name} / {deployment.work_queue_name}
              </>
            ) : (
              "none: it is served"
            )}
          </Fact>
          {deployment.entrypoint && (
            <Fact label="Entry point">
              <span className="font-mono text-xs">{deployment.entrypoint}</span> <CopyButton text={deployment.entrypoint} />
            </Fact>
          )}
          {deployment.version && <Fact label="Version">{deployment.version}</Fact>}
          {typeof deployment.concurrency_limit === "number" && <Fact label="At once">{deployment.concurrency_limit}</Fact>}
        </dl>
      </header>
      <TabBar
        label="About the deployment"
        tabs={TABS}
        value={tab}
        onChange={(next) => setTab(next === "runs" ? undefined : next)}
      />
      {tab === "runs" && (
        <>
          <RunStats filters={{ deployments: { id: { any_: [id] } } }} span={span} by="deployment" />
          <SloList wanted={(slo) => concerns(slo, { id: deployment.flow_id, name: flow }, [deployment])} />
        </>
      )}
      {tab === "schedules" && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Schedules deployment={deployment} onChange={again} />
          <Calendar filters={{ deployments: { id: { any_: [id] } } }} />
        </div>
      )}
      {tab === "configuration" && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Panel title="Parameters">
            <Json value={deployment.parameters ?? {}} />
          </Panel>
          <Panel title="Job variables">
            <Json value={deployment.job_variables ?? {}} />
          </Panel>
          <Panel title="Parameter schema">
            <Json value={deployment.parameter_openapi_schema ?? {}} />
          </Panel>
          <Panel title="How the flow is fetched">
            <Json value={deployment.pull_steps ?? []} />
          </Panel>
        </div>
      )}
      {asked === "run" && <RunNow deployment={deployment} flow={flow} onClose={() => setAsked(undefined)} />}
      <Confirm
        open={asked === "delete"}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${deployment.name}?`}
        description="Its schedules and runs that are to come go with it; runs of the past stay. This cannot be taken back."
        action="Delete the deployment"
        onConfirm={async () => {
          await api.delete("/deployments/{id}", { path: { id } });
          router.history.push("/deployments");
          await client.invalidateQueries({ queryKey: ["deployments"] });
        }}
      />
    </Page>
  );
}
