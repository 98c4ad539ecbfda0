import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Incident, IncidentStatus } from "@/api/own";
import { usePaged } from "@/api/paged";
import { PAGE } from "@/api/queries";
import { Ago, Button, Dot, Empty, Loaded, Page, Panel } from "@/components/basics";
import { More } from "@/components/more";
import { TabBar } from "@/components/tabs";
import { useParam } from "@/lib/use-filters";

const TABS: { value: string; label: string; status: IncidentStatus[] }[] = [
  { value: "open", label: "Open", status: ["open", "acknowledged"] },
  { value: "resolved", label: "Resolved", status: ["resolved"] },
];

function Card({ incident }: { incident: Incident }) {
  const client = useQueryClient();
  const step = async (path: "/incidents/{id}/acknowledge" | "/incidents/{id}/resolve") => {
    try {
      await api.post(path, { path: { id: incident.id }, body: { by: "the web UI" } });
    } catch (error) {
      toast.error(error instanceof Error ? error.message : String(error));
    }
    await client.invalidateQueries({ queryKey: ["incidents"] });
  };
  const run = incident.subject.startsWith("prefect.flow-run.") ? incident.subject.slice("prefect.flow-run.".length) : undefined;
  const kind = incident.status === "resolved" ? "completed" : incident.status === "open" ? "failed" : "late";
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-t px-4 py-3 first:border-t-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2 font-medium">
          <Dot kind={kind} /> {incident.title}
        </p>
        {incident.description && <p className="text-[13px] whitespace-pre-wrap text-muted">{incident.description}</p>}
        <p className="pt-1 text-xs text-muted">
          {incident.severity} · {incident.status}
          {incident.acknowledged_by && incident.status !== "open" && ` by ${incident.acknowledged_by}`} · declared{" "}
          <Ago at={incident.created} /> by{" "}
          <Link
            to="/automations/$automationId"
            params={{ automationId: incident.automation_id } as never}
            className="text-accent underline"
          >
            {incident.automation_name}
          </Link>
          {incident.occurrences > 1 && ` · ${incident.occurrences} times`}
          {run && (
            <>
              {" "}
              ·{" "}
              <Link to="/runs/$runId" params={{ runId: run } as never} className="text-accent underline">
                the run
              </Link>
            </>
          )}
        </p>
      </div>
      <span className="flex gap-2">
        {incident.status === "open" && (
          <Button small onClick={() => void step("/incidents/{id}/acknowledge")}>
            Acknowledge
          </Button>
        )}
        {incident.status !== "resolved" && (
          <Button small look="primary" onClick={() => void step("/incidents/{id}/resolve")}>
            Resolve
          </Button>
        )}
      </span>
    </li>
  );
}

export default function Incidents() {
  const [tab = "open", setTab] = useParam("tab");
  const status = TABS.find((one) => one.value === tab)?.status ?? ["open", "acknowledged"];
  const incidents = usePaged(
    ["incidents", status],
    (seen, signal) => api.post("/incidents/filter", { body: { status, limit: PAGE, offset: seen.length }, signal }),
    (one) => one.id,
  );
  return (
    <Page title="Incidents">
      <TabBar label="Incidents" tabs={TABS} value={tab} onChange={(next) => setTab(next === "open" ? undefined : next)} />
      <Panel flush>
        <Loaded query={incidents} what="The incidents" room="h-48">
          {(all) =>
            all.length ? (
              <>
                <ul>
                  {all.map((incident) => (
                    <Card key={incident.id} incident={incident} />
                  ))}
                </ul>
                <More pages={incidents} />
              </>
            ) : (
              <Empty title={tab === "open" ? "No incident is open" : "None was resolved yet"} icon={<ShieldCheck size={22} />}>
                An{" "}
                <Link to="/automations" className="text-accent underline">
                  automation
                </Link>{" "}
                declares them with the action <code className="font-mono">declare-incident</code>.
              </Empty>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
