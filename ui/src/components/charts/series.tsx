import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { type Told, tableOf } from "@/lib/insights";
import { compact, percent } from "@/lib/number";
import { duration } from "@/lib/time";
import { Empty, Skeleton } from "../basics";
import { TIME_STEPS } from "./canvas";
import { Chart } from "./chart";
import type { Line, Moment } from "./lines";

const Lines = lazy(() => import("./lines"));

/** What the values of a chart are, on its axis and where they are saved. */
export interface Unit {
  format: (value: number) => string;
  /** How far apart the lines of the grid may be, where that is not by tens. */
  steps?: readonly number[];
  range?: (low: number, high: number) => [number, number];
  saved?: { name: string; value: (value: number) => number };
}

/** Of values in milliseconds. */
export const TIMES: Unit = { format: duration, steps: TIME_STEPS, saved: { name: "s", value: (value) => value / 1000 } };
export const COUNTS: Unit = { format: compact };
/** Of shares: what is near to all is told apart better when the scale does not begin at nothing. */
export const SHARES: Unit = {
  format: percent,
  range: (low) => {
    const floor = Math.max(0, low - Math.max(0.01, (1 - low) * 0.15));
    return [floor, 1 + (1 - floor) * 0.05];
  },
};

export type Series<T> = Told<T> & Pick<Line, "colour" | "dashed" | "edge">;

/** The colours by which groups are told apart. */
export const GROUP_COLOURS = ["--g-1", "--g-2", "--g-3", "--g-4", "--g-5", "--g-6", "--g-7", "--g-8"];

interface Props<T> {
  title: string;
  /** All of the same intervals; the same list as long as it holds the same. */
  series: readonly Series<T>[];
  unit: Unit;
  band?: readonly [upper: number, lower: number];
  moments?: readonly Moment[];
  height?: number;
  aside?: ReactNode;
  empty?: string;
}

/** Figures of intervals as lines over time. */
export function SeriesChart<T>({ title, series, unit, band, moments, height = 180, aside, empty }: Props<T>) {
  const times = useMemo(() => (series[0]?.intervals ?? []).map((one) => Date.parse(one.start)), [series]);
  const lines = useMemo(
    () =>
      series.map(({ intervals, value, ...line }) => ({
        ...line,
        // Another time may have an interval more or less.
        values: times.map((_, at) => {
          const figures = intervals[at]?.figures;
          return figures === undefined ? null : value(figures);
        }),
      })),
    [series, times],
  );
  const any = lines.some((line) => line.values.some((value) => value !== null));
  return (
    <Chart title={title} aside={aside} table={any ? () => tableOf(series, unit.saved) : undefined}>
      {any ? (
        <Suspense fallback={<Skeleton className="h-52" />}>
          <Lines
            label={title}
            times={times}
            lines={lines}
            {...(band ? { band } : {})}
            {...(moments ? { moments } : {})}
            {...(unit.steps ? { steps: unit.steps } : {})}
            format={unit.format}
            range={unit.range}
            height={height}
          />
        </Suspense>
      ) : (
        <Empty title={empty ?? "Nothing to draw in this time"}>Choose a longer time above, or fewer filters.</Empty>
      )}
    </Chart>
  );
}
