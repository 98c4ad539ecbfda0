import type { Lease } from "@/api/own";

/** The leases of each limit's slots, in the order in which they were taken. */
export function byLimit(leases: readonly Lease[]): Map<string, Lease[]> {
  const found = new Map<string, Lease[]>();
  for (const lease of leases) {
    for (const limit of lease.limit_ids) {
      const of = found.get(limit);
      if (of) of.push(lease);
      else found.set(limit, [lease]);
    }
  }
  return found;
}

/** How many of the slots that are taken no lease tells of: clients took them without one, or they were used up at a rate. */
export const untold = (taken: number, leases: readonly Lease[]) =>
  Math.max(0, Math.ceil(taken) - leases.reduce((sum, lease) => sum + lease.slots, 0));
