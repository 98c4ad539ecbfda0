import type { ChangePoint, Distribution, Figures, Group, GroupBy, Interval, RunsGroup, Steps, TrendGroup } from "@/api/insights";
import { type Filters, type RunFilters, runFilters } from "./filters";
import type { Bucket } from "./history";
import type { Kind } from "./states";
import { aligned, DAY, type Span, stepOf, type Zone } from "./time";

/** The filters of an insight. What nothing is narrowed by is left out: the server keeps figures for such questions. */
export function insightFilters(filters: Filters, flows: readonly { id?: string; name: string }[] | undefined): RunFilters {
  const { flow_runs, flows: _, ...rest } = runFilters(filters);
  const ids = filters.flow?.map((name) => flows?.find((flow) => flow.name === name)?.id);
  return {
    ...rest,
    ...(flow_runs && Object.keys(flow_runs).length ? { flow_runs } : {}),
    ...(filters.flow
      ? { flows: ids?.every((id) => id !== undefined) ? { id: { any_: ids as string[] } } : { name: { any_: filters.flow } } }
      : {}),
  };
}

/** What figures are told apart by, in the order in which it is offered. */
export const GROUPINGS: { value: GroupBy; label: string }[] = [
  { value: "flow", label: "Flow" },
  { value: "deployment", label: "Deployment" },
  { value: "tag", label: "Tag" },
  { value: "work_pool", label: "Work pool" },
  { value: "work_queue", label: "Work queue" },
  { value: "state", label: "State" },
  { value: "task", label: "Task" },
];

/** The name of a group, for people. */
export function groupName(group: Group): string {
  const parts = Object.entries(group).map(([by, named]) => {
    const label = GROUPINGS.find((one) => one.value === by)?.label.toLowerCase() ?? by;
    return named.name ?? (named.id ? named.id.slice(0, 8) : `no ${label}`);
  });
  return parts.join(" / ") || "all runs";
}

/** The same group has the same key in every answer. */
export const groupKey = (group: Group): string =>
  Object.entries(group)
    .map(([by, named]) => `${by}:${named.id ?? named.name ?? ""}`)
    .sort()
    .join("|");

/** Where a group has a page of its own. */
export function groupLink(group: Group): string | undefined {
  if (group.flow?.id) return `/flows/${group.flow.id}`;
  if (group.deployment?.id) return `/deployments/${group.deployment.id}`;
  if (group.work_pool?.name) return `/work-pools/${group.work_pool.name}`;
  return undefined;
}

const zoneName = (zone: Zone) => (zone === "utc" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

/** The span and the intervals by which a chart of some 50 points is asked for: days and weeks are those of the calendar. */
export function steps(span: Span, zone: Zone, most = 50): { span: Span; steps: Steps } {
  const length = span.until - span.since;
  // Days are what people compare where there are not too many.
  const step = length >= 14 * DAY && length <= 120 * DAY ? DAY : stepOf(span, most);
  if (step < DAY) return { span: aligned(span, step), steps: { interval_seconds: step / 1000 } };
  return { span, steps: { interval: step === DAY ? "day" : "week", timezone: zoneName(zone) } };
}

/** As much time directly before. */
export const before = ({ since, until }: Span): Span => ({ since: since - (until - since), until: since });

/** Values of a distribution, the low ones first. */
export const MEASURES = ["mean", "p50", "p90", "p95", "p99", "max"] as const;
export type Measure = (typeof MEASURES)[number];
export const measured = (value: string | undefined): Measure => MEASURES.find((one) => one === value) ?? "p95";

export const MEASURE_WORDS: Record<Measure, string> = {
  mean: "mean",
  p50: "median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
  max: "longest",
};

/** Seconds of a distribution as milliseconds, as charts have them. */
export const milliseconds = (of: Distribution, measure: Measure): number | null => {
  const value = of[measure];
  return value === null ? null : value * 1000;
};

const STATES: [keyof Figures["states"], Kind][] = [
  ["FAILED", "failed"],
  ["CRASHED", "crashed"],
  ["CANCELLED", "cancelled"],
  ["COMPLETED", "completed"],
];

/** How runs ended, for bars. */
export function endings(intervals: readonly Interval<Figures>[]): Bucket[] {
  return intervals.map(({ start, end, figures }) => ({
    since: Date.parse(start),
    until: Date.parse(end),
    counts: Object.fromEntries(STATES.flatMap(([type, kind]) => (figures.states[type] ? [[kind, figures.states[type]]] : []))),
    total: figures.runs,
  }));
}

/** What a table of figures is ordered by. */
export type Order = "runs" | "failed" | "success" | Measure | "lateness" | "change";

const failed = ({ figures: { states } }: RunsGroup) => states.FAILED + states.CRASHED;

const KEYS: Record<Order, (group: RunsGroup) => number | null> = {
  runs: (group) => group.figures.runs,
  failed,
  // The worst stands first.
  success: ({ figures }) => (figures.success_rate === null ? null : -figures.success_rate),
  ...(Object.fromEntries(
    MEASURES.map((measure) => [measure, ({ figures }: RunsGroup) => figures.duration[measure]]),
  ) as unknown as Record<Measure, (group: RunsGroup) => number | null>),
  lateness: ({ figures }) => figures.lateness.p95,
  change: ({ change }) => change?.duration_p50 ?? null,
};

export const ordered = (value: string | undefined): Order => (value && Object.hasOwn(KEYS, value) ? (value as Order) : "runs");

/** Groups by one of their figures, the greatest first, and those without it last. */
export function sortGroups(groups: readonly RunsGroup[], by: Order): RunsGroup[] {
  const key = KEYS[by];
  return [...groups].sort((a, b) => (key(b) ?? Number.NEGATIVE_INFINITY) - (key(a) ?? Number.NEGATIVE_INFINITY));
}

/** A figure of intervals, under a name. */
export interface Told<T> {
  label: string;
  intervals: readonly Interval<T>[];
  value: (figures: T) => number | null;
}

/** Figures of the same intervals as the columns of a table, below their names; other times have as many columns, not more rows. */
export function tableOf<T>(series: readonly Told<T>[], unit?: { name: string; value: (value: number) => number }): unknown[][] {
  const suffix = unit ? ` (${unit.name})` : "";
  return [
    ["start", "end", ...series.map((one) => one.label + suffix)],
    ...(series[0]?.intervals ?? []).map(({ start, end }, at) => [
      start,
      end,
      ...series.map(({ intervals, value }) => {
        const figures = intervals[at]?.figures;
        const found = figures === undefined ? null : value(figures);
        return found !== null && unit ? unit.value(found) : found;
      }),
    ]),
  ];
}

/** `+12%`, `−3.4%`, `×29` where it is far more, and for shares `+1.2 points`. */
export function changed(change: number | null | undefined, points = false): string {
  if (change === null || change === undefined || !Number.isFinite(change)) return "–";
  if (!points && change >= 10) return `×${(change + 1).toFixed(0)}`;
  const value = Math.abs(change * 100);
  const digits = value >= 10 || value === 0 ? 0 : 1;
  const said = value.toFixed(digits);
  const sign = Number(said) === 0 ? "±" : change > 0 ? "+" : "−";
  return `${sign}${said}${points ? " points" : "%"}`;
}

/** Whether a change is worth a colour: a twentieth, or half a point. */
export const notable = (change: number | null | undefined, points = false): boolean =>
  change !== null && change !== undefined && Math.abs(change) >= (points ? 0.005 : 0.05);

/** `×1.6 slower`, `×0.5 faster`: how durations changed for good. */
export const changeWords = ({ factor }: Pick<ChangePoint, "factor">): string =>
  `×${factor.toFixed(factor < 10 ? 2 : 0)} ${factor > 1 ? "slower" : "faster"}`;

/** Changes for good, as they are marked in a chart. */
export const momentsOf = (changes: readonly ChangePoint[]) =>
  changes.map((change) => ({ at: Date.parse(change.at), label: changeWords(change) }));

/** Groups whose durations grow, the fastest first; what changed for the worse counts as its growth where no trend is known. */
export function slowest(groups: readonly TrendGroup[]): TrendGroup[] {
  const growth = ({ trend, changes }: TrendGroup) =>
    trend?.direction === "slower" ? trend.growth_per_month : Math.max(0, (changes.at(-1)?.factor ?? 1) - 1);
  return groups.filter((one) => growth(one) > 0).sort((a, b) => growth(b) - growth(a));
}

/** What comes again, in words: `Mondays ×1.8, ends of months ×2.1`. */
export function seasons({ weekdays, month_end }: Pick<TrendGroup, "weekdays" | "month_end">): string {
  const days = weekdays?.seasonal ? weekdays.days.filter(({ factor }) => factor >= 1.1 || factor <= 1 / 1.1) : [];
  const said = days.map(({ weekday, factor }) => `${weekday[0]?.toUpperCase()}${weekday.slice(1)}s ×${factor.toFixed(2)}`);
  if (month_end?.seasonal) said.push(`ends of months ×${month_end.factor.toFixed(2)}`);
  return said.join(", ");
}
