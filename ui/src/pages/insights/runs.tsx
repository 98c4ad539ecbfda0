import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Figures, insightQuery, type RunsGroup, type RunsInsight } from "@/api/insights";
import { Empty, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { GROUP_COLOURS, type Series, SeriesChart, SHARES, TIMES } from "@/components/charts/series";
import { StackedBars } from "@/components/charts/stacked-bars";
import { Choice } from "@/components/choice";
import { Change, Figure } from "@/components/figure";
import {
  before,
  endings,
  groupKey,
  groupName,
  MEASURE_WORDS,
  MEASURES,
  type Measure,
  measured,
  milliseconds,
  steps,
  tableOf,
} from "@/lib/insights";
import { compact, percent } from "@/lib/number";
import { useZone } from "@/lib/prefs";
import { duration, type Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";
import { useFilters, useParam } from "@/lib/use-filters";
import { Grouping } from "./grouping";
import { Groups } from "./groups";
import { drawn, useGrouping } from "./use-grouping";

const took = (measure: Measure) => (figures: Figures) => milliseconds(figures.duration, measure);
const late = (measure: Measure) => (figures: Figures) => milliseconds(figures.lateness, measure);
const success = (figures: Figures) => figures.success_rate;
const seconds = (value: number | null) => (value === null ? "–" : duration(value * 1000));

function Tiles({ group }: { group: RunsGroup }) {
  const { figures, change } = group;
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <Figure label="Runs that ended" note={<Change by={change?.runs} />}>
        {compact(figures.runs)}
      </Figure>
      <Figure label="Success rate" note={<Change by={change?.success_rate} good="more" points />}>
        {percent(figures.success_rate)}
      </Figure>
      <Figure label="Mean duration" note={<Change by={change?.duration_mean} good="less" />}>
        {seconds(figures.duration.mean)}
      </Figure>
      <Figure label="Median duration" note={<Change by={change?.duration_p50} good="less" />}>
        {seconds(figures.duration.p50)}
      </Figure>
      <Figure label="95 of 100 take at most" note={<Change by={change?.duration_p95} good="less" />}>
        {seconds(figures.duration.p95)}
      </Figure>
      <Figure label="95 of 100 are late by" note={<Change by={change?.lateness_p95} good="less" />}>
        {seconds(figures.lateness.p95)}
      </Figure>
    </div>
  );
}

/** The lines of all runs together: quantiles, and dashed what they were in the time before. */
function useWhole(now: RunsInsight | undefined, past: RunsInsight | undefined) {
  return useMemo(() => {
    const own = now?.groups[0]?.intervals ?? [];
    const old = past?.groups[0]?.intervals ?? [];
    const line = (label: string, at: number, value: (figures: Figures) => number | null): Series<Figures> => ({
      label,
      colour: GROUP_COLOURS[at] ?? "--c-accent",
      intervals: own,
      value,
    });
    const earlier = (label: string, value: (figures: Figures) => number | null): Series<Figures>[] =>
      old.length ? [{ label, colour: "--g-8", dashed: true, intervals: old, value }] : [];
    return {
      success: [line("success rate", 2, success), ...earlier("the time before", success)],
      took: [
        line("99th percentile", 1, took("p99")),
        line("95th percentile", 3, took("p95")),
        line("median", 0, took("p50")),
        ...earlier("median of the time before", took("p50")),
      ],
      late: [
        line("longest", 1, late("max")),
        line("95th percentile", 3, late("p95")),
        ...earlier("95th percentile of the time before", late("p95")),
      ],
    };
  }, [now, past]);
}

/** A line for each group that is drawn. */
function useGroups(groups: readonly RunsGroup[], measure: Measure) {
  return useMemo(() => {
    const lines = (value: (figures: Figures) => number | null): Series<Figures>[] =>
      groups.map(({ group, intervals }, at) => ({
        label: groupName(group),
        colour: GROUP_COLOURS[at] ?? "--g-8",
        intervals,
        value,
      }));
    return { success: lines(success), took: lines(took(measure)), late: lines(late(measure)) };
  }, [groups, measure]);
}

/** How they went over time; `of` is what of durations and lateness is drawn. */
function Courses({ lines, of }: { lines: Record<"success" | "took" | "late", Series<Figures>[]>; of: string }) {
  return (
    <>
      <SeriesChart title="Success rate" series={lines.success} unit={SHARES} />
      <SeriesChart title={`Duration${of}`} series={lines.took} unit={TIMES} />
      <SeriesChart title={`Lateness${of}`} series={lines.late} unit={TIMES} />
    </>
  );
}

/** Success, durations and lateness over time, and of each group against the time before. */
export function RunsView({ span }: { span: Span }) {
  const zone = useZone();
  const asked = useAsked();
  const grouping = useGrouping();
  const [, change] = useFilters();
  const [figure, setFigure] = useParam("figure");
  const measure = measured(figure);
  const cut = steps(span, zone);
  const path = `/insights/${grouping.of}` as const;
  const total = useQuery(insightQuery(path, cut.span, { ...asked, ...cut.steps }));
  const past = useQuery({
    ...insightQuery(path, before(cut.span), { ...asked, ...cut.steps, compare: false }),
    enabled: !grouping.by,
  });
  const grouped = useQuery({
    ...insightQuery(path, cut.span, { ...asked, ...cut.steps, group_by: grouping.by ? [grouping.by] : [] }),
    enabled: grouping.by !== undefined,
  });
  const groups = grouping.by ? grouped.data?.groups : undefined;
  const shown = useMemo(() => drawn(groups ?? [], grouping.chosen, (one) => groupKey(one.group)), [groups, grouping.chosen]);
  const whole = useWhole(total.data, past.data);
  const each = useGroups(shown, measure);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Grouping grouping={grouping} />
        {grouping.by && (
          <Choice
            label="Draw the"
            value={measure}
            options={MEASURES.map((value) => ({ value, label: MEASURE_WORDS[value] }))}
            onChange={(next) => setFigure(next === "p95" ? undefined : next)}
          />
        )}
        <span className="text-xs text-muted">
          of the runs that ended in this time; beside each figure how it was in as much time before
        </span>
      </div>
      <Loaded query={total} what="The figures" room="h-[40rem]">
        {({ groups: [all] }) =>
          all?.figures.runs ? (
            <>
              <Tiles group={all} />
              <div className="grid gap-4 lg:grid-cols-2">
                <Chart
                  title="Runs that ended"
                  aside="drag over a time to look closer"
                  table={() =>
                    tableOf(
                      (["COMPLETED", "FAILED", "CRASHED", "CANCELLED"] as const).map((state) => ({
                        label: state,
                        intervals: all.intervals,
                        value: (figures: Figures) => figures.states[state],
                      })),
                    )
                  }
                >
                  <StackedBars
                    label="Runs that ended"
                    buckets={endings(all.intervals)}
                    height={170}
                    onSelect={(one) =>
                      change({ from: new Date(one.since).toISOString(), to: new Date(one.until).toISOString(), range: undefined })
                    }
                  />
                </Chart>
                {grouping.by ? (
                  <Loaded query={grouped} what="The groups" room="h-56">
                    {() => <Courses lines={each} of={`, ${MEASURE_WORDS[measure]}`} />}
                  </Loaded>
                ) : (
                  <Courses lines={whole} of="" />
                )}
              </div>
            </>
          ) : (
            <Panel>
              <Empty title="No run ended in this time">Choose a longer time above, or fewer filters.</Empty>
            </Panel>
          )
        }
      </Loaded>
      {groups && groups.length > 0 && (
        <Groups groups={groups} leftOut={grouped.data?.left_out ?? 0} shown={shown} grouping={grouping} />
      )}
    </>
  );
}
