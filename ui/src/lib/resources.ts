/** What events tell of: resources with ids such as `prefect.flow-run.0b1c…`. */

export type Labels = Record<string, string>;

/** What of an event is needed here. */
export interface Told {
  event: string;
  resource: Labels;
  related: Labels[];
}

export const idOf = (labels: Labels) => labels["prefect.resource.id"] ?? "";
export const nameOf = (labels: Labels) => labels["prefect.resource.name"] ?? "";
export const roleOf = (labels: Labels) => labels["prefect.resource.role"] ?? "";

/** The kind and the rest of an id; of ids that are not Prefect's, nothing is known. */
export function partsOf(id: string): { kind: string; rest: string } | undefined {
  const found = /^(?:prefect|prefect-cloud|weir)\.([a-z-]+)\.(.+)$/.exec(id);
  return found?.[1] && found[2] ? { kind: found[1], rest: found[2] } : undefined;
}

/** The pages of kinds, below which the rest of an id leads to one thing. */
const PAGES: Record<string, string> = {
  "flow-run": "/runs/",
  flow: "/flows/",
  deployment: "/deployments/",
  automation: "/automations/",
  "block-document": "/blocks/",
};

/** Where a resource has a page of its own; pools are found by their names, tags by the runs that bear them. */
export function pageOf(id: string, name: string): string | undefined {
  const parts = partsOf(id);
  if (!parts) return undefined;
  const page = PAGES[parts.kind];
  if (page) return page + parts.rest;
  if (parts.kind === "work-pool") return name ? `/work-pools/${encodeURIComponent(name)}` : undefined;
  if (parts.kind === "tag") return `/runs?tag=${encodeURIComponent(parts.rest)}`;
  return undefined;
}

/** All that events say of a resource. */
export const resourcePage = (id: string) => `/resources/${encodeURIComponent(id)}`;

/** A resource that events name beside another. */
export interface Neighbour {
  id: string;
  name: string;
  role: string;
  /** How many of the events name it. */
  count: number;
}

/** The resources that stand beside one in events, those that stand there most often first. */
export function neighbours(events: readonly Told[], id: string): Neighbour[] {
  const found = new Map<string, Neighbour>();
  for (const event of events) {
    const beside = new Map([event.resource, ...event.related].map((labels) => [idOf(labels), labels]));
    for (const [other, labels] of beside) {
      if (!other || other === id) continue;
      const known = found.get(other);
      const role = roleOf(labels) || partsOf(other)?.kind || "resource";
      if (known) known.count += 1;
      else found.set(other, { id: other, name: nameOf(labels), role, count: 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.id.localeCompare(b.id));
}
