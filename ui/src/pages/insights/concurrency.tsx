import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Concurrency, insightQuery } from "@/api/insights";
import { Empty, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { COUNTS, GROUP_COLOURS, type Series, SeriesChart } from "@/components/charts/series";
import { Figure } from "@/components/figure";
import { Rows } from "@/components/rows";
import { groupKey, groupName, steps } from "@/lib/insights";
import { compact } from "@/lib/number";
import { useZone } from "@/lib/prefs";
import type { Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";
import { Grouping } from "./grouping";
import { GroupLink } from "./groups";
import { drawn, useGrouping } from "./use-grouping";

const most = (figures: Concurrency) => figures.max;
const mean = (figures: Concurrency) => figures.mean;

/** How many runs ran at the same time. */
export function ConcurrencyView({ span }: { span: Span }) {
  const asked = useAsked();
  const grouping = useGrouping();
  const cut = steps(span, useZone());
  const question = { ...asked, ...cut.steps, of: grouping.of };
  const total = useQuery(insightQuery("/insights/concurrency", cut.span, question));
  const grouped = useQuery({
    ...insightQuery("/insights/concurrency", cut.span, { ...question, group_by: grouping.by ? [grouping.by] : [] }),
    enabled: grouping.by !== undefined,
  });
  const groups = grouping.by ? grouped.data?.groups : undefined;
  const all = total.data?.groups[0];
  const whole = useMemo(
    (): Series<Concurrency>[] => [
      { label: "at most", colour: "--g-1", intervals: all?.intervals ?? [], value: most },
      { label: "on average", colour: "--g-3", intervals: all?.intervals ?? [], value: mean },
    ],
    [all],
  );
  const each = useMemo(
    () =>
      drawn(groups ?? [], grouping.chosen, (one) => groupKey(one.group)).map(
        ({ group, intervals }, at): Series<Concurrency> => ({
          label: groupName(group),
          colour: GROUP_COLOURS[at] ?? "--g-8",
          intervals,
          value: mean,
        }),
      ),
    [groups, grouping.chosen],
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Grouping grouping={grouping} />
      </div>
      <Loaded query={total} what="The concurrency" room="h-96">
        {() =>
          all?.figures.max ? (
            <>
              <div className="grid grid-cols-2 gap-3 sm:max-w-md">
                <Figure label="At the same time, at most">{compact(all.figures.max)}</Figure>
                <Figure label="On average">{all.figures.mean.toFixed(2)}</Figure>
              </div>
              <div className={`grid gap-4 ${grouping.by ? "lg:grid-cols-2" : ""}`}>
                <SeriesChart title="Runs at the same time" series={whole} unit={COUNTS} height={220} />
                {grouping.by && <SeriesChart title="On average, by group" series={each} unit={COUNTS} height={220} />}
              </div>
            </>
          ) : (
            <Panel>
              <Empty title="Nothing ran in this time">Choose a longer time above, or fewer filters.</Empty>
            </Panel>
          )
        }
      </Loaded>
      {groups && groups.length > 0 && (
        <Chart
          title="The busiest"
          table={() => [
            ["group", "mean", "max"],
            ...groups.map((one) => [groupName(one.group), one.figures.mean, one.figures.max]),
          ]}
        >
          <div className="-mx-4">
            <Rows
              label="Concurrency by group"
              rows={groups}
              keyOf={(one) => groupKey(one.group)}
              columns={[
                { title: "Group", cell: (one) => <GroupLink group={one.group} /> },
                { title: "On average", look: "text-right", cell: (one) => one.figures.mean.toFixed(2) },
                { title: "At most", look: "text-right", cell: (one) => compact(one.figures.max) },
              ]}
            />
          </div>
        </Chart>
      )}
    </>
  );
}
