import type { Span } from "./time";

export interface EventFilter {
  occurred: { since: string; until?: string };
  event?: { name?: string[]; prefix?: string[] };
  any_resource?: { id?: string[]; id_prefix?: string[] };
}

/**
 * The filter of the API for names of events, with blanks or commas between them, and for a resource that has to do with
 * them: both may end in `*`. Without an end, of all that comes.
 */
export function eventFilter(names: string | undefined, resource: string | undefined, { since, until }: Open): EventFilter {
  const all = names?.split(/[\s,]+/).filter(Boolean) ?? [];
  const exact = all.filter((one) => !one.endsWith("*"));
  const prefix = all.filter((one) => one.endsWith("*")).map((one) => one.slice(0, -1));
  return {
    occurred: { since: new Date(since).toISOString(), ...(until ? { until: new Date(until).toISOString() } : {}) },
    ...(all.length ? { event: { ...(exact.length ? { name: exact } : {}), ...(prefix.length ? { prefix } : {}) } } : {}),
    ...(resource ? { any_resource: resource.endsWith("*") ? { id_prefix: [resource.slice(0, -1)] } : { id: [resource] } } : {}),
  };
}

type Open = Pick<Span, "since"> & Partial<Span>;
