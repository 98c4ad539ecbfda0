import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { ActionRecord } from "@/api/own";
import { usePaged } from "@/api/paged";
import { PAGE } from "@/api/queries";
import { Ago, Dot, Empty, Instant, Loaded, Panel } from "@/components/basics";
import { Json } from "@/components/json";
import { More } from "@/components/more";
import { ResourceLink } from "@/components/resource-link";
import { type Firing as Fired, firingsOf, lineOf } from "@/lib/firings";
import { compact } from "@/lib/number";

const LOOK = { executed: "completed", failed: "failed", pending: "pending" } as const;

function Labelled({ label, value }: { label: string; value: unknown }) {
  return (
    <div className="min-w-0">
      <p className="pb-1 text-2xs text-muted">{label}</p>
      <Json value={value} />
    </div>
  );
}

/** All that is kept of an action: what it said, what its receiver answered, and how it is written. */
function Whole({ action }: { action: ActionRecord }) {
  return (
    <div className="flex flex-col gap-2 pt-1 pb-2 pl-5">
      {action.next_attempt && (
        <p className="text-xs text-muted">
          Tried again <Ago at={action.next_attempt} />
        </p>
      )}
      <div className="grid gap-2 md:grid-cols-2">
        {action.rendered && <Labelled label="What it said" value={action.rendered} />}
        {action.response && <Labelled label="What its receiver answered" value={action.response} />}
        <Labelled label="As it is written" value={action.action} />
      </div>
    </div>
  );
}

function Action({ action }: { action: ActionRecord }) {
  const [open, setOpen] = useState(false);
  const line = lineOf(action);
  const bad = action.status === "failed";
  return (
    <li>
      <button
        type="button"
        data-row
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded py-1 text-left text-xs hover:bg-sunken"
      >
        <ChevronRight size={12} aria-hidden className={clsx("text-muted", open && "rotate-90")} />
        <span className="inline-flex w-20 items-center gap-1.5">
          <Dot kind={LOOK[action.status]} /> {action.status}
        </span>
        <span className="font-mono">{(action.action as { type: string }).type}</span>
        {line && <span className="min-w-0 flex-1 basis-40 truncate max-sm:basis-full max-sm:pl-6">{line}</span>}
        {action.attempts > 1 && <span className="text-muted">{action.attempts} attempts</span>}
        {action.reason && (
          <span className={`min-w-0 basis-full truncate pl-6 ${bad ? "text-danger" : "text-muted"}`}>{action.reason}</span>
        )}
      </button>
      {open && <Whole action={action} />}
    </li>
  );
}

function Firing({ firing }: { firing: Fired }) {
  const { about, beside, event, value } = firing;
  return (
    <li className="border-t px-4 py-2 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-[13px]">
        {firing.state === "Resolved" && <span className="text-xs text-good">resolved</span>}
        {about ? (
          <span className="min-w-0 break-words">
            <ResourceLink id={about.id} className="font-medium text-accent hover:underline">
              {about.name}
            </ResourceLink>
            {beside.length > 0 && <span className="text-muted"> · {beside.join(" · ")}</span>}
          </span>
        ) : (
          <span className="text-muted">{value === undefined ? "Nothing came that was waited for" : "The metric"}</span>
        )}
        {value !== undefined && <span className="text-xs">at {compact(value)}</span>}
        {event && <span className="min-w-0 font-mono text-xs break-all text-muted">{event}</span>}
        <Instant at={firing.at} className="ml-auto text-xs whitespace-nowrap text-muted" />
      </div>
      <ul aria-label="Actions" className="pt-0.5">
        {firing.actions.map((action) => (
          <Action key={action.id} action={action} />
        ))}
      </ul>
    </li>
  );
}

/** What an automation did, newest first: what each firing was about, and what became of its actions. */
export function Firings({ automation }: { automation: string }) {
  const actions = usePaged(
    ["firings", automation],
    async (seen, signal) => {
      const after = (seen as ActionRecord[]).at(-1)?.id;
      const query = { limit: PAGE, automation_id: automation, after };
      return (await api.get("/weir/automation_actions", { query, signal })).actions;
    },
    (action) => action.id,
  );
  return (
    <Panel flush title="What it did">
      <Loaded query={actions} what="The firings" room="h-48">
        {(all) =>
          all.length ? (
            <ul aria-label="Firings">
              {firingsOf(all).map((firing) => (
                <Firing key={firing.key} firing={firing} />
              ))}
            </ul>
          ) : (
            <Empty title="It has not fired yet">Edit it and try it on the events of the past to see when it would have.</Empty>
          )
        }
      </Loaded>
      <More pages={actions} />
    </Panel>
  );
}
