import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Zap } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { ActionRecord } from "@/api/own";
import { PAGE } from "@/api/queries";
import { Ago, buttonLook, Empty, Page } from "@/components/basics";
import { Listing } from "@/components/listing";
import { describe, type Trigger } from "@/lib/automation";
import { automationsQuery, firingsQuery } from "./queries";

/** How many of the newest actions are an automation's, and how they ended; the newest comes first. */
function Did({ actions }: { actions: readonly ActionRecord[] }) {
  const failed = actions.filter((action) => action.status === "failed").length;
  if (!actions.length) return <span className="text-xs text-muted">none</span>;
  return (
    <span className="text-xs">
      {actions.length} <span className="text-muted">· last</span> <Ago at={actions[0]?.created} />
      {failed > 0 && <span className="text-danger"> · {failed} failed</span>}
    </span>
  );
}

export default function Automations() {
  const client = useQueryClient();
  const query = useQuery(automationsQuery);
  const actions = useQuery(firingsQuery).data?.actions ?? [];
  const ofOne = (id: string) => actions.filter((action) => action.automation_id === id);
  const add = (
    <Link to="/automations/new" className={buttonLook("primary", true)}>
      <Plus size={13} aria-hidden /> New automation
    </Link>
  );
  return (
    <Page title="Automations" aside={add}>
      <Listing
        query={query}
        what="The automations"
        room="h-64"
        label="Automations"
        count="/automations/count"
        keyOf={(one) => one.id}
        columns={[
          {
            title: "On",
            look: "w-10",
            cell: (one) => (
              <input
                type="checkbox"
                role="switch"
                aria-checked={one.enabled ?? false}
                aria-label={`${one.name} is on`}
                checked={one.enabled ?? false}
                className="size-4 accent-accent"
                onChange={async (event) => {
                  try {
                    await api.patch("/automations/{id}", {
                      path: { id: one.id },
                      body: { enabled: event.target.checked },
                    });
                  } catch (error) {
                    toast.error(error instanceof Error ? error.message : String(error));
                  }
                  await client.invalidateQueries({ queryKey: ["automations"] });
                }}
              />
            ),
          },
          {
            title: "Automation",
            cell: (one) => (
              <>
                <Link
                  to="/automations/$automationId"
                  params={{ automationId: one.id } as never}
                  className="font-medium hover:underline"
                >
                  {one.name}
                </Link>
                {one.description && (
                  <span className="block max-w-52 truncate sm:max-w-prose text-xs text-muted">{one.description}</span>
                )}
                {ofOne(one.id).length > 0 && (
                  <span className="block sm:hidden">
                    <Did actions={ofOne(one.id)} />
                  </span>
                )}
              </>
            ),
          },
          {
            title: "When",
            cell: (one) => <span className="font-mono text-xs">{describe(one.trigger as unknown as Trigger)}</span>,
            look: "hidden md:table-cell",
          },
          {
            title: "Then",
            cell: (one) => <span className="text-xs text-muted">{one.actions.map((action) => action.type).join(", ")}</span>,
            look: "hidden lg:table-cell",
          },
          {
            title: `Of the last ${PAGE} actions`,
            cell: (one) => <Did actions={ofOne(one.id)} />,
            look: "hidden sm:table-cell",
          },
        ]}
        empty={
          <Empty title="No automation watches over your flows yet" icon={<Zap size={22} />}>
            <p className="pb-3">It sends a message, retries, pauses or runs something when events say so, or fail to come.</p>
            {add}
          </Empty>
        }
      />
    </Page>
  );
}
