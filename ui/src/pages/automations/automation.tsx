import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { Button, Loaded, Page } from "@/components/basics";
import { Confirm } from "@/components/overlays";
import { TabBar } from "@/components/tabs";
import { Trail } from "@/components/trail";
import { stripped } from "@/lib/automation";
import { useParam } from "@/lib/use-filters";
import { Editor } from "./editor";
import { Firings } from "./firings";

const TABS = [
  { value: "firings", label: "Firings" },
  { value: "edit", label: "Edit" },
];

export default function AutomationPage() {
  const { automationId: id } = useParams({ strict: false }) as { automationId: string };
  const client = useQueryClient();
  const router = useRouter();
  const [tab = "firings", setTab] = useParam("tab");
  const [doomed, setDoomed] = useState(false);
  const query = useQuery({
    queryKey: ["automations", id],
    queryFn: ({ signal }) => api.get("/automations/{id}", { path: { id }, signal }),
  });
  return (
    <Loaded query={query} what="The automation" room="h-96">
      {(automation) => (
        <Page>
          <header className="flex flex-col gap-2">
            <Trail to="/automations" label="Automations" />
            <div className="flex flex-wrap items-center gap-3">
              <h1 className="text-xl font-semibold tracking-tight">{automation.name}</h1>
              {!automation.enabled && <span className="text-xs text-late">switched off</span>}
              <Button className="ml-auto" look="danger" small onClick={() => setDoomed(true)}>
                <Trash2 size={13} aria-hidden /> Delete
              </Button>
            </div>
          </header>
          <TabBar
            label="About the automation"
            tabs={TABS}
            value={tab}
            onChange={(next) => setTab(next === "firings" ? undefined : next)}
          />
          {tab === "edit" ? (
            <Editor id={id} begin={stripped(automation as unknown as Record<string, unknown>)} />
          ) : (
            <Firings automation={id} />
          )}
          <Confirm
            open={doomed}
            onOpenChange={setDoomed}
            title={`Delete ${automation.name}?`}
            description="It no longer watches. What it did stays in the events. This cannot be taken back."
            action="Delete the automation"
            onConfirm={async () => {
              await api.delete("/automations/{id}", { path: { id } });
              router.history.push("/automations");
              client.removeQueries({ queryKey: ["automations", id] });
              await client.invalidateQueries({ queryKey: ["automations"] });
            }}
          />
        </Page>
      )}
    </Loaded>
  );
}
