import type { GroupBy } from "@/api/insights";
import { GROUPINGS } from "@/lib/insights";
import { useListParam, useParam } from "@/lib/use-filters";

/** How many groups are drawn where nobody has chosen. */
const DRAWN = 5;
/** As many as there are colours. */
export const MOST_DRAWN = 8;

export type Of = "flow_runs" | "task_runs";

/** What runs are told apart by, and which groups are drawn: both live in the address. */
export function useGrouping() {
  const [by = "flow", setBy] = useParam("by");
  const [of, setOf] = useParam("of");
  const [chosen, choose] = useListParam("show");
  const kind: Of = of === "task_runs" ? "task_runs" : "flow_runs";
  const grouping = GROUPINGS.find((one) => one.value === by && (one.value !== "task" || kind === "task_runs"))?.value;
  return {
    of: kind,
    setOf: (next: Of) => setOf(next === "flow_runs" ? undefined : next),
    /** None is for all runs together. */
    by: grouping as GroupBy | undefined,
    setBy: (next: string) => {
      choose([]);
      setBy(next === "flow" ? undefined : next);
    },
    chosen,
    choose,
  };
}

/** The groups that are drawn: those that were chosen, else the first. */
export const drawn = <T>(groups: readonly T[], chosen: readonly string[], key: (group: T) => string): T[] =>
  chosen.length ? groups.filter((one) => chosen.includes(key(one))).slice(0, MOST_DRAWN) : groups.slice(0, DRAWN);
