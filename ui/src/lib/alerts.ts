import type { Incident } from "@/api/own";
import type { Kind } from "./states";

/** Something that was alerted, with where it leads to. */
export interface Alert {
  key: string;
  at: number;
  kind: Kind;
  words: string;
  of: "incident" | "slo" | "run" | "flow";
  id: string;
}

interface Told {
  id: string;
  event: string;
  occurred: string;
  resource: Record<string, string>;
  payload?: unknown;
}

const WORDS: Record<string, [Kind, string]> = {
  "weir.slo.breached": ["failed", "is breached"],
  "weir.slo.recovered": ["completed", "is met again"],
  "weir.slo.budget-burning": ["late", "burns its budget"],
  "weir.slo.violated": ["failed", "was broken by a run"],
};

const PLACES: [string, Alert["of"]][] = [
  ["weir.slo.", "slo"],
  ["prefect.flow-run.", "run"],
  ["prefect.flow.", "flow"],
];

function ofEvent({ id, event, occurred, resource, payload }: Told): Alert[] {
  const subject = resource["prefect.resource.id"] ?? "";
  const place = PLACES.find(([prefix]) => subject.startsWith(prefix));
  const known = WORDS[event];
  // What is told of no page of its own, or says that all is quiet again, is no alert.
  if (!place || (event.startsWith("weir.slo.") && !known)) return [];
  const [prefix, of] = place;
  const name = resource["prefect.resource.name"] ?? subject;
  const summary = (payload as { summary?: unknown } | undefined)?.summary;
  return [
    {
      key: id,
      at: Date.parse(occurred),
      kind: known?.[0] ?? (event === "weir.insight.duration-improvement" ? "completed" : "late"),
      words: known ? `${name} ${known[1]}` : typeof summary === "string" ? summary : `${name}: ${event}`,
      of,
      id: subject.slice(prefix.length),
    },
  ];
}

/** Incidents and events as one list, the newest first. */
export function alerts(incidents: readonly Incident[], events: readonly Told[]): Alert[] {
  const declared = incidents.map(
    (one): Alert => ({
      key: one.id,
      at: Date.parse(one.created),
      kind: one.status === "open" ? "failed" : one.status === "acknowledged" ? "late" : "completed",
      words: one.status === "resolved" ? `${one.title} (resolved)` : one.title,
      of: "incident",
      id: one.id,
    }),
  );
  return [...declared, ...events.flatMap(ofEvent)].sort((a, b) => b.at - a.at);
}
