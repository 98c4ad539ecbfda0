import { type Kind, kindOf } from "./states";

interface Interval {
  interval_start: string;
  interval_end: string;
  states: {
    state_type: string;
    state_name: string;
    count_runs: number;
    sum_estimated_run_time: number;
    sum_estimated_lateness: number;
  }[];
}

export interface Bucket {
  since: number;
  until: number;
  counts: Partial<Record<Kind, number>>;
  total: number;
}

/** Counts of runs by interval and kind of state. */
export function buckets(history: readonly Interval[]): Bucket[] {
  return history.map((interval) => {
    const counts: Partial<Record<Kind, number>> = {};
    let total = 0;
    for (const state of interval.states) {
      const kind = kindOf(state.state_type, state.state_name);
      counts[kind] = (counts[kind] ?? 0) + state.count_runs;
      total += state.count_runs;
    }
    return { since: Date.parse(interval.interval_start), until: Date.parse(interval.interval_end), counts, total };
  });
}

export function totals(all: readonly Bucket[]): Partial<Record<Kind, number>> {
  const sum: Partial<Record<Kind, number>> = {};
  for (const bucket of all) {
    for (const [kind, count] of Object.entries(bucket.counts) as [Kind, number][]) sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

/** Of the runs that ended by themselves, the share that ended well; none where there are none. */
export function successRate(counts: Partial<Record<Kind, number>>): number | undefined {
  const good = counts.completed ?? 0;
  const ended = good + (counts.failed ?? 0) + (counts.crashed ?? 0);
  return ended ? good / ended : undefined;
}
