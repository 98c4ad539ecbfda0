import { Link } from "@tanstack/react-router";
import type { RunsGroup } from "@/api/insights";
import { Chart } from "@/components/charts/chart";
import { GROUP_COLOURS } from "@/components/charts/series";
import { Change } from "@/components/figure";
import { Rows } from "@/components/rows";
import { groupKey, groupLink, groupName, MEASURE_WORDS, MEASURES, type Order, ordered, sortGroups } from "@/lib/insights";
import { compact, percent } from "@/lib/number";
import { ink } from "@/lib/states";
import { duration } from "@/lib/time";
import { useParam } from "@/lib/use-filters";
import { MOST_DRAWN, type useGrouping } from "./use-grouping";

const seconds = (value: number | null) => (value === null ? "–" : duration(value * 1000));
const failures = ({ figures: { states } }: RunsGroup) => states.FAILED + states.CRASHED;

/** Each group's figures, those of the greatest first, and which of them are drawn. */
export function Groups({
  groups,
  leftOut,
  shown,
  grouping,
}: {
  groups: readonly RunsGroup[];
  leftOut: number;
  shown: readonly RunsGroup[];
  grouping: ReturnType<typeof useGrouping>;
}) {
  const [sort, setSort] = useParam("sort");
  const order = ordered(sort);
  const by = (value: Order) => ({ now: order === value, by: () => setSort(value === "runs" ? undefined : value) });
  const right = "text-right whitespace-nowrap";
  const table = () => [
    [
      "group",
      "runs",
      "failed",
      "success_rate",
      ...MEASURES.map((one) => `duration_${one} (s)`),
      "lateness_p95 (s)",
      "duration_p50_change",
    ],
    ...sortGroups(groups, order).map((one) => [
      groupName(one.group),
      one.figures.runs,
      failures(one),
      one.figures.success_rate,
      ...MEASURES.map((measure) => one.figures.duration[measure]),
      one.figures.lateness.p95,
      one.change?.duration_p50,
    ]),
  ];
  const toggle = (key: string, on: boolean) => {
    const now = shown.map((one) => groupKey(one.group));
    grouping.choose(on ? [...now, key] : now.filter((one) => one !== key));
  };
  return (
    <Chart
      title={`By ${(grouping.by ?? "").replace("_", " ")}`}
      aside={leftOut > 0 ? `${compact(leftOut)} more with fewer runs are left out` : undefined}
      table={table}
    >
      <div className="-mx-4">
        <Rows
          label="Figures by group"
          rows={sortGroups(groups, order)}
          keyOf={(one) => groupKey(one.group)}
          columns={[
            {
              title: "Drawn",
              look: "w-10",
              cell: (one) => {
                const key = groupKey(one.group);
                const at = shown.indexOf(one);
                return (
                  <span className="inline-flex items-center gap-1.5">
                    <input
                      type="checkbox"
                      className="accent-accent"
                      aria-label={`Draw ${groupName(one.group)}`}
                      checked={at >= 0}
                      disabled={at < 0 && shown.length >= MOST_DRAWN}
                      onChange={(event) => toggle(key, event.target.checked)}
                    />
                    <span
                      aria-hidden
                      className="size-2 rounded-sm"
                      style={{ background: at < 0 ? "transparent" : `var(${GROUP_COLOURS[at]})` }}
                    />
                  </span>
                );
              },
            },
            { title: "Group", cell: (one) => <GroupLink group={one.group} /> },
            { title: "Runs", look: right, order: by("runs"), cell: (one) => compact(one.figures.runs) },
            {
              title: "Failed",
              look: right,
              order: by("failed"),
              cell: (one) => <span style={failures(one) ? { color: ink("failed") } : undefined}>{compact(failures(one))}</span>,
            },
            {
              title: "Success",
              look: right,
              order: by("success"),
              cell: (one) => (
                <>
                  {percent(one.figures.success_rate)}{" "}
                  <span className="text-xs">
                    <Change by={one.change?.success_rate} good="more" points />
                  </span>
                </>
              ),
            },
            ...MEASURES.map((measure) => ({
              title: MEASURE_WORDS[measure].replace(" percentile", ""),
              look: `${right} ${measure === "p50" || measure === "p95" ? "" : "hidden 2xl:table-cell"}`,
              order: by(measure),
              cell: (one: RunsGroup) => seconds(one.figures.duration[measure]),
            })),
            {
              title: "Median was",
              look: `${right} hidden md:table-cell`,
              order: by("change"),
              cell: (one) => <Change by={one.change?.duration_p50} good="less" />,
            },
            {
              title: "Late by, 95th",
              look: `${right} hidden md:table-cell`,
              order: by("lateness"),
              cell: (one) => seconds(one.figures.lateness.p95),
            },
          ]}
        />
      </div>
    </Chart>
  );
}

/** A group's name, which leads to its page if it has one. */
export function GroupLink({ group }: { group: RunsGroup["group"] }) {
  const to = groupLink(group);
  return to ? (
    <Link to={to} className="font-medium hover:underline">
      {groupName(group)}
    </Link>
  ) : (
    <span className="font-medium">{groupName(group)}</span>
  );
}
