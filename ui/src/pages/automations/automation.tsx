import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { ActionRecord } from "@/api/own";
import { Ago, Button, Dot, Empty, Instant, Loaded, Page, Panel } from "@/components/basics";
import { Json } from "@/components/json";
import { Confirm } from "@/components/overlays";
import { TabBar } from "@/components/tabs";
import { Trail } from "@/components/trail";
import { stripped } from "@/lib/automation";
import { useParam } from "@/lib/use-filters";
import { Editor } from "./editor";
import { firingsQuery } from "./queries";

const TABS = [
  { value: "firings", label: "Firings" },
  { value: "edit", label: "Edit" },
];
const LOOK = { executed: "completed", failed: "failed", pending: "pending" } as const;

function Firing({ action }: { action: ActionRecord }) {
  const [open, setOpen] = useState(false);
  const bad = action.status === "failed";
  return (
    <li className="border-t first:border-t-0">
      <button
        type="button"
        data-row
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[6rem_1fr_auto] items-center gap-3 px-4 py-2 text-left text-[13px] hover:bg-sunken"
      >
        <span className="inline-flex items-center gap-1.5 text-xs">
          <Dot kind={LOOK[action.status]} /> {action.status}
        </span>
        <span className="min-w-0">
          <span className="block truncate font-mono text-xs">{(action.action as { type: string }).type}</span>
          {action.reason && (
            <span className={`block truncate text-xs ${bad ? "text-danger" : "text-muted"}`}>{action.reason}</span>
          )}
        </span>
        <span className="text-right text-xs text-muted">
          <Ago at={action.created} />
          {action.attempts > 1 && <span className="block">{action.attempts} attempts</span>}
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-2 px-4 pb-3">
          <p className="text-xs text-muted">
            Fired <Instant at={action.created} />
            {action.next_attempt && (
              <>
                , tried again <Ago at={action.next_attempt} />
              </>
            )}
          </p>
          <div className="grid gap-2 md:grid-cols-2">
            <Json value={action.action} />
            {action.response ? (
              <Json value={action.response} />
            ) : (
              <p className="text-xs text-muted">Nobody answered with more than that it was done.</p>
            )}
          </div>
        </div>
      )}
    </li>
  );
}

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
  const firings = useQuery(firingsQuery(id));
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
            <Panel flush title="What it did">
              <Loaded query={firings} what="The firings" room="h-48">
                {({ actions }) =>
                  actions.length ? (
                    <ul>
                      {actions.map((action) => (
                        <Firing key={action.id} action={action} />
                      ))}
                    </ul>
                  ) : (
                    <Empty title="It has not fired yet">
                      Edit it and try it on the events of the past to see when it would have.
                    </Empty>
                  )
                }
              </Loaded>
            </Panel>
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
