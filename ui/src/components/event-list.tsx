import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ChevronRight, Zap } from "lucide-react";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { triggerLike, writeTrigger } from "@/lib/event-trigger";
import { idOf, type Labels, nameOf, roleOf } from "@/lib/resources";
import { ink, type Kind } from "@/lib/states";
import { buttonLook, Instant } from "./basics";
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

/** A resource, by the name that the event has for it, leads to all that events say of it. */
function Resource({ labels, of }: { labels: Labels; of: string }) {
  return (
    <li className="flex min-w-0 gap-2">
      <span className="shrink-0 text-muted">{of}</span>
      <Link
        to="/resources/$resourceId"
        params={{ resourceId: idOf(labels) } as never}
        className="truncate text-accent hover:underline"
        title={idOf(labels)}
      >
        {nameOf(labels) || idOf(labels)}
      </Link>
    </li>
  );
}

/** All of an event, and what can be done with it. */
function Whole({ event }: { event: Event }) {
  const resource = event.resource as Labels;
  const related = event.related as Labels[];
  return (
    <div className="flex flex-col gap-3 px-4 pt-1 pb-3 text-xs sm:pl-10">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <ul aria-label="Resources of the event" className="grid min-w-0 gap-x-6 gap-y-1 sm:grid-cols-2">
          <Resource labels={resource} of="resource" />
          {related.map((labels) => (
            <Resource key={`${roleOf(labels)} ${idOf(labels)}`} labels={labels} of={roleOf(labels) || "related"} />
          ))}
        </ul>
        <Link
          to="/automations/new"
          search={{ trigger: writeTrigger(triggerLike({ event: event.event, resource, related })) } as never}
          className={buttonLook("plain", true)}
        >
          <Zap size={13} aria-hidden /> Copy as trigger
        </Link>
      </div>
      <Json value={event} />
    </div>
  );
}

function Row({ event }: { event: Event }) {
  const [open, setOpen] = useState(false);
  const resource = event.resource as Record<string, string>;
  const tone = toneOf(event.event);
  return (
    <li className="border-t first:border-t-0">
      <button
        type="button"
        data-row
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
      {open && <Whole event={event} />}
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
