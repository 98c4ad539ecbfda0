import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Zap } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { PAGE } from "@/api/queries";
import { Ago, buttonLook, Empty, Page } from "@/components/basics";
import { Listing } from "@/components/listing";
import { describe, type Trigger } from "@/lib/automation";
import { automationsQuery, firingsQuery } from "./queries";

export default function Automations() {
  const client = useQueryClient();
  const query = useQuery(automationsQuery);
  const firings = useQuery(firingsQuery()).data?.actions ?? [];
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
            cell: (one) => {
              const own = firings.filter((firing) => firing.automation_id === one.id);
              const failed = own.filter((firing) => firing.status === "failed").length;
              return own.length ? (
                <span className="text-xs">
                  {own.length} <span className="text-muted">· last</span> <Ago at={own[0]?.created} />
                  {failed > 0 && <span className="text-danger"> · {failed} failed</span>}
                </span>
              ) : (
                <span className="text-xs text-muted">none</span>
              );
            },
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
