import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { ink, type Kind } from "@/lib/states";
import { Instant } from "./basics";
import { Json } from "./json";

export type Event = Schemas["ReceivedEvent"];

/** What of an event's name says that something is wrong, or right again. */
function toneOf(name: string): Kind | undefined {
  if (/(Failed|TimedOut|triggered-failed|\.failed|breach|regression|not-ready|unhealthy)/.test(name)) return "failed";
  if (/(Crashed)/.test(name)) return "crashed";
  if (/(Late|AwaitingRetry)/.test(name)) return "late";
  if (/(Completed|recover|\.ready|executed)/.test(name)) return "completed";
  if (/(Running|Retrying)/.test(name)) return "running";
  return undefined;
}

function Row({ event }: { event: Event }) {
  const [open, setOpen] = useState(false);
  const resource = event.resource as Record<string, string>;
  const tone = toneOf(event.event);
  return (
    <li className="border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[1rem_1fr] items-center gap-x-2 px-4 py-1.5 text-left text-[13px] hover:bg-sunken sm:grid-cols-[1rem_11rem_minmax(12rem,1fr)_minmax(8rem,1fr)]"
      >
        <ChevronRight size={13} aria-hidden className={clsx("text-muted", open && "rotate-90")} />
        <Instant at={event.occurred} className="hidden text-xs text-muted sm:block" />
        <span className="truncate font-mono text-xs" style={tone ? { color: ink(tone) } : undefined}>
          {event.event}
        </span>
        <span className="col-start-2 truncate text-xs text-muted sm:col-start-auto">
          {resource["prefect.resource.name"] ?? resource["prefect.resource.id"]}
        </span>
      </button>
      {open && (
        <div className="px-4 pb-3 pl-10">
          <Json value={event} />
        </div>
      )}
    </li>
  );
}

export function EventList({ events }: { events: readonly Event[] }) {
  return (
    <ul className="pb-1">
      {events.map((event) => (
        <Row key={event.id} event={event} />
      ))}
    </ul>
  );
}
