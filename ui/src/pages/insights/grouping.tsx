import { Choice } from "@/components/choice";
import { GROUPINGS } from "@/lib/insights";
import type { Of, useGrouping } from "./use-grouping";

const OF: { value: Of; label: string }[] = [
  { value: "flow_runs", label: "flow runs" },
  { value: "task_runs", label: "task runs" },
];

/** Chooses which runs are told of, and what they are told apart by. */
export function Grouping({ grouping }: { grouping: ReturnType<typeof useGrouping> }) {
  return (
    <>
      <Choice label="Of" value={grouping.of} options={OF} onChange={grouping.setOf} />
      <Choice
        label="Group by"
        value={grouping.by ?? "none"}
        options={[
          { value: "none", label: "nothing" },
          ...GROUPINGS.filter((one) => one.value !== "task" || grouping.of === "task_runs").map((one) => ({
            value: one.value as string,
            label: one.label.toLowerCase(),
          })),
        ]}
        onChange={grouping.setBy}
      />
    </>
  );
}
