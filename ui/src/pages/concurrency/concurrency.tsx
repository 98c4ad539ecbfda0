import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Gauge, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { everything, PAGE, useNames } from "@/api/queries";
import { Button, Empty, Page } from "@/components/basics";
import { FormDialog, TextField } from "@/components/form-dialog";
import { Listing } from "@/components/listing";
import { Confirm } from "@/components/overlays";
import { ResourceLink } from "@/components/resource-link";
import { byLimit } from "@/lib/leases";
import { Slots } from "../work-pools/list";
import { Holders, useLeases } from "./holders";

const WHAT = "/v2/concurrency_limits/";

function Add({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState("");
  const [limit, setLimit] = useState("1");
  return (
    <FormDialog
      title="A new limit"
      description="At most so many hold a slot of it at once, wherever they run."
      action="Create the limit"
      onClose={onClose}
      onSubmit={async () => {
        await api.post(WHAT, { body: { name, limit: Number(limit) } as never });
        onMade();
      }}
    >
      <TextField label="Name" required value={name} onChange={setName} placeholder="warehouse" />
      <TextField label="Slots" required type="number" min={0} value={limit} onChange={setLimit} />
    </FormDialog>
  );
}

/** The name of a limit; that of a deployment's own leads to the deployment. */
function LimitName({ name, active }: { name: string; active: boolean }) {
  const names = useNames();
  const deployment = /^deployment:(.+)$/.exec(name)?.[1];
  const look = active ? "font-medium" : "text-muted line-through";
  if (!deployment) return <span className={look}>{name}</span>;
  return (
    <span className={look}>
      deployment <ResourceLink id={`prefect.deployment.${deployment}`}>{names.deployment(deployment)}</ResourceLink>
    </span>
  );
}

/** Who may run beside whom: limits by name, and limits of task runs by tag, with who holds their slots. */
export default function Concurrency() {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<{ id: string; name: string }>();
  const limits = useQuery({
    queryKey: ["limits"],
    queryFn: ({ signal }) =>
      everything((offset) => api.post("/v2/concurrency_limits/filter", { body: { limit: PAGE, offset } as never, signal })),
    refetchInterval: 10_000,
  });
  const tags = useQuery({
    queryKey: ["limits", "tags"],
    queryFn: ({ signal }) =>
      everything((offset) => api.post("/concurrency_limits/filter", { body: { limit: PAGE, offset } as never, signal })),
    refetchInterval: 10_000,
  });
  const leases = useLeases();
  const held = byLimit(leases.data ?? []);
  const holders = (id: string, name: string, taken: number) =>
    leases.data && <Holders limit={{ id, name, taken }} leases={held.get(id) ?? []} cut={leases.hasNextPage} />;
  const again = () => client.invalidateQueries({ queryKey: ["limits"] });
  return (
    <Page
      title="Concurrency"
      aside={
        <Button small onClick={() => setAdding(true)}>
          <Plus size={13} aria-hidden /> New limit
        </Button>
      }
    >
      <Listing
        title="Limits by name"
        query={limits}
        what="The limits"
        room="h-32"
        label="Limits by name"
        keyOf={(one) => one.id}
        columns={[
          {
            title: "Limit",
            cell: (one) => (
              <>
                <LimitName name={one.name} active={one.active ?? true} />
                <div className="sm:hidden">{holders(one.id, one.name, one.active_slots)}</div>
              </>
            ),
          },
          { title: "Slots", cell: (one) => <Slots taken={one.active_slots} limit={one.limit} /> },
          { title: "Held by", cell: (one) => holders(one.id, one.name, one.active_slots), look: "hidden sm:table-cell" },
          {
            title: "Given back by time",
            cell: (one) => (one.slot_decay_per_second ? `${one.slot_decay_per_second} a second` : "–"),
            look: "hidden md:table-cell text-muted",
          },
          {
            title: "Delete",
            look: "w-10",
            cell: (one) => (
              <Button small look="ghost" aria-label={`Delete ${one.name}`} onClick={() => setDoomed(one)}>
                <Trash2 size={13} />
              </Button>
            ),
          },
        ]}
        empty={
          <Empty title="Nothing is limited by name" icon={<Gauge size={22} />}>
            <code className="font-mono">with concurrency("warehouse")</code> in a flow takes a slot of a limit of that name.
          </Empty>
        }
      />
      <Listing
        title="Limits of task runs by tag"
        query={tags}
        what="The limits by tag"
        room="h-24"
        label="Limits by tag"
        keyOf={(one) => one.id ?? one.tag}
        columns={[
          { title: "Tag", cell: (one) => <span className="font-medium">{one.tag}</span> },
          {
            title: "Slots",
            cell: (one) => <Slots taken={one.active_slots?.length ?? 0} limit={one.concurrency_limit} />,
          },
          {
            title: "Held by",
            cell: (one) => holders(one.id ?? "", one.tag, one.active_slots?.length ?? 0),
          },
        ]}
        empty={<p className="px-4 pt-1 pb-4 text-[13px] text-muted">No tag limits the task runs that bear it.</p>}
      />
      {adding && (
        <Add
          onClose={() => setAdding(false)}
          onMade={() => {
            setAdding(false);
            void again();
          }}
        />
      )}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name}?`}
        description="What asks for a slot of it afterwards is no longer limited, or is told that there is no such limit if it insists."
        action="Delete the limit"
        onConfirm={async () => {
          await api.delete("/v2/concurrency_limits/{id_or_name}", { path: { id_or_name: doomed?.id ?? "" } });
          await again();
        }}
      />
    </Page>
  );
}
