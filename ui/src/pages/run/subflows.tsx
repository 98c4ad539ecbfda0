import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Fact, Instant, Since, StateBadge } from "@/components/basics";
import { Dialog } from "@/components/overlays";
import { PagedRows } from "@/components/paged-rows";
import { compact, plural } from "@/lib/number";
import { calledQuery, useCalled } from "./queries";

/** How many of the runs that a run called stand in its head. */
const NAMED = 3;

/** All runs that a run called, page by page. */
function All({ run, count, onClose }: { run: string; count: number; onClose: () => void }) {
  const called = useCalled(run);
  return (
    <Dialog open onOpenChange={onClose} wide title={`It called ${plural(count, "run")}`}>
      <div className="-mx-5 mt-3 border-t">
        <PagedRows
          label="Runs that it called"
          pages={called}
          room="h-40"
          keyOf={(one) => one.id ?? ""}
          columns={[
            { title: "State", look: "w-32", cell: (one) => <StateBadge type={one.state_type} name={one.state_name} /> },
            {
              title: "Run",
              cell: (one) => (
                <Link
                  to="/runs/$runId"
                  params={{ runId: one.id } as never}
                  onClick={onClose}
                  className="font-medium hover:underline"
                >
                  {one.name}
                </Link>
              ),
            },
            {
              title: "Began",
              look: "hidden sm:table-cell",
              cell: (one) => <Instant at={one.start_time} className="text-xs text-muted" />,
            },
            { title: "Took", look: "text-right", cell: (one) => <Since start={one.start_time} end={one.end_time} /> },
          ]}
        />
      </div>
    </Dialog>
  );
}

/** The runs that this one called: the first of them, and a way to all. */
export function Subflows({ run }: { run: string }) {
  const { data: count } = useQuery(calledQuery(run));
  const { data: called } = useCalled(run);
  const [open, setOpen] = useState(false);
  if (!count || !called?.length) return null;
  return (
    <Fact label={count === 1 ? "Calls" : `Calls ${compact(count)} runs`}>
      <span className="flex gap-2">
        {called.slice(0, NAMED).map((one) => (
          <Link key={one.id} to="/runs/$runId" params={{ runId: one.id } as never} className="text-accent hover:underline">
            {one.name}
          </Link>
        ))}
        {count > NAMED && (
          <button type="button" className="text-accent hover:underline" onClick={() => setOpen(true)}>
            and {compact(count - NAMED)} more
          </button>
        )}
      </span>
      {open && <All run={run} count={count} onClose={() => setOpen(false)} />}
    </Fact>
  );
}
