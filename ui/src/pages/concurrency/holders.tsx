import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import type { Lease } from "@/api/own";
import { usePaged } from "@/api/paged";
import { PAGE } from "@/api/queries";
import { Ago, Dot, StateBadge } from "@/components/basics";
import { Dialog } from "@/components/overlays";
import { PagedRows } from "@/components/paged-rows";
import { ResourceLink } from "@/components/resource-link";
import { untold } from "@/lib/leases";
import { compact } from "@/lib/number";
import { kindOf } from "@/lib/states";

/** How many holders of a limit stand beside it. */
const NAMED = 3;

const LOOK = "font-medium text-accent hover:underline";

/** The leases of slots, the oldest first: of one limit, or of all. */
export const useLeases = (limit?: string) =>
  usePaged(
    ["limits", "leases", limit ?? "all"],
    async (seen, signal) => {
      const query = { limit: PAGE, limit_id: limit, after: (seen as Lease[]).at(-1)?.id };
      return (await api.get("/weir/concurrency_leases", { query, signal })).leases;
    },
    (lease) => lease.id,
    { every: 10_000 },
  );

/** Who holds a lease, as a link to the run: to the task within it, if a task run does. */
function Holder({ holder }: { holder: Lease["holder"] }) {
  if (!holder) return <span className="text-muted">a client that does not say who it is</span>;
  const name = holder.name ?? `${holder.id.slice(0, 8)} (deleted)`;
  if (holder.flow_run_id) {
    const task = holder.type === "task_run" ? { task: holder.id } : {};
    return (
      <Link to="/runs/$runId" params={{ runId: holder.flow_run_id } as never} search={task as never} className={LOOK}>
        {name}
      </Link>
    );
  }
  return (
    <ResourceLink id={`prefect.${holder.type.replace("_", "-")}.${holder.id}`} className={LOOK}>
      {name}
    </ResourceLink>
  );
}

/** All holders of a limit, page by page. */
function All({ limit, name, onClose }: { limit: string; name: string; onClose: () => void }) {
  const leases = useLeases(limit);
  return (
    <Dialog open onOpenChange={onClose} wide title={`Who holds slots of ${name}`}>
      <div className="-mx-5 mt-3 border-t">
        <PagedRows
          label="Holders"
          pages={leases}
          room="h-40"
          keyOf={(lease) => lease.id}
          columns={[
            { title: "Held by", cell: (lease) => <Holder holder={lease.holder} /> },
            {
              title: "State",
              look: "hidden sm:table-cell",
              cell: ({ holder }) => holder?.state_name && <StateBadge type={holder.state_type} name={holder.state_name} />,
            },
            { title: "Slots", look: "text-right", cell: (lease) => lease.slots },
            { title: "Since", cell: (lease) => <Ago at={lease.created} className="text-muted" /> },
          ]}
        />
      </div>
    </Dialog>
  );
}

interface Props {
  limit: { id: string; name: string; taken: number };
  leases: readonly Lease[];
  /** Whether there may be more leases than these. */
  cut: boolean;
}

/** Who holds the slots of a limit, and since when: those that hold them longest, and a way to all. */
export function Holders({ limit, leases, cut }: Props) {
  const [open, setOpen] = useState(false);
  const without = cut ? 0 : untold(limit.taken, leases);
  if (!leases.length && !without && !cut) return <span className="text-xs text-muted">nobody</span>;
  return (
    <>
      <ul aria-label={`Holders of ${limit.name}`} className="flex flex-col gap-0.5 text-xs">
        {leases.slice(0, NAMED).map((lease) => (
          <li key={lease.id} className="flex flex-wrap items-center gap-x-1.5">
            {lease.holder?.state_name && (
              <span title={lease.holder.state_name} className="inline-flex">
                <Dot kind={kindOf(lease.holder.state_type, lease.holder.state_name)} size={7} />
                <span className="sr-only">{lease.holder.state_name}</span>
              </span>
            )}
            <Holder holder={lease.holder} />
            {lease.slots > 1 && <span>{lease.slots} slots</span>}
            <Ago at={lease.created} className="text-muted" />
          </li>
        ))}
        {without > 0 && <li className="text-muted">{compact(without)} without a lease, which nobody is named for</li>}
      </ul>
      {(cut || leases.length > NAMED) && (
        <button type="button" className="text-xs text-accent hover:underline" onClick={() => setOpen(true)}>
          {cut ? "All holders" : `and ${compact(leases.length - NAMED)} more`}
        </button>
      )}
      {open && <All limit={limit.id} name={limit.name} onClose={() => setOpen(false)} />}
    </>
  );
}
