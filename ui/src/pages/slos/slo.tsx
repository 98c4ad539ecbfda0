import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useRouter } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { type Slo, sloQuery } from "@/api/slos";
import { Button, Loaded, Page, Panel } from "@/components/basics";
import { SloStateBadge } from "@/components/budget";
import { Confirm } from "@/components/overlays";
import { TabBar } from "@/components/tabs";
import { Trail } from "@/components/trail";
import { promise, selected } from "@/lib/slo";
import { written } from "@/lib/slo-file";
import { useParam } from "@/lib/use-filters";
import { Course } from "./course";
import { Editor } from "./editor";
import { Offences } from "./offences";
import { SloEvents } from "./slo-events";

const TABS = [
  { value: "course", label: "Course" },
  { value: "offences", label: "What broke it" },
  { value: "events", label: "Events" },
  { value: "edit", label: "Edit" },
];

const ELSEWHERE = {
  tag: "It is declared by a tag of its deployment: change the tag, and it changes.",
  sla: "It is an agreement that was deployed with its deployment: deploy it with another one.",
};

export default function SloPage() {
  const { sloId: id } = useParams({ strict: false }) as { sloId: string };
  const query = useQuery(sloQuery(id));
  return (
    <Loaded query={query} what="The objective" room="h-96">
      {(slo) => <Declared key={id} slo={slo} />}
    </Loaded>
  );
}

function Declared({ slo }: { slo: Slo }) {
  const { id, spec, source } = slo;
  const client = useQueryClient();
  const router = useRouter();
  const [tab = "course", setTab] = useParam("tab");
  const [doomed, setDoomed] = useState(false);
  return (
    <Page>
      <header className="flex flex-col gap-2">
        <Trail to="/slos" label="Objectives" />
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-semibold tracking-tight">{spec.name}</h1>
          <SloStateBadge slo={slo} />
          {source !== "tag" && (
            <Button className="ml-auto" look="danger" small onClick={() => setDoomed(true)}>
              <Trash2 size={13} aria-hidden /> Delete
            </Button>
          )}
        </div>
        <p className="text-[13px]">
          {promise(spec)} <span className="text-muted">· {selected(spec.select)}</span>
          <span className="text-muted"> · {spec.severity}</span>
          {slo.deployment_id && (
            <>
              {" · "}
              <Link
                to="/deployments/$deploymentId"
                params={{ deploymentId: slo.deployment_id } as never}
                className="text-accent underline"
              >
                its deployment
              </Link>
            </>
          )}
        </p>
        {spec.description && <p className="max-w-prose text-[13px] text-muted">{spec.description}</p>}
      </header>
      <TabBar
        label="About the objective"
        tabs={TABS}
        value={tab}
        onChange={(next) => setTab(next === "course" ? undefined : next)}
      />
      {tab === "course" && <Course slo={slo} />}
      {tab === "offences" && <Offences slo={slo} />}
      {tab === "events" && <SloEvents id={id} />}
      {tab === "edit" &&
        (source === "api" ? (
          <Editor id={id} begin={written(spec)} />
        ) : (
          <Panel>
            <p className="py-2 text-[13px] text-muted">{ELSEWHERE[source]}</p>
          </Panel>
        ))}
      <Confirm
        open={doomed}
        onOpenChange={setDoomed}
        title={`Delete ${spec.name}?`}
        description="What was counted goes with it; its events stay. This cannot be taken back."
        action="Delete the objective"
        onConfirm={async () => {
          try {
            await api.delete("/slos/{id}", { path: { id } });
          } catch (error) {
            toast.error(error instanceof Error ? error.message : String(error));
            return;
          }
          router.history.push("/slos");
          client.removeQueries({ queryKey: ["slos", id] });
          await client.invalidateQueries({ queryKey: ["slos"] });
        }}
      />
    </Page>
  );
}
