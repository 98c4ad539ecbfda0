import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Slo, sloHistoryQuery } from "@/api/slos";
import { type BadTime, badTimes, pieceOf } from "@/lib/slo-offences";
import { SECOND } from "@/lib/time";

/** How many are looked for before the next are asked for. */
const ENOUGH = 50;
/** How many times are looked into at once. */
const AT_ONCE = 4;

/** What broke an objective in its window, newest first: its history tells when, and only there `find` looks for it. */
export function useOffences<T>(slo: Slo, find: (time: BadTime, signal: AbortSignal) => Promise<T[]>, enabled: boolean) {
  const window = slo.spec.window_seconds;
  const step = pieceOf(window);
  const until = Math.ceil(Date.now() / step) * step;
  const since = Math.floor((Date.now() - window * SECOND) / step) * step;
  const history = useQuery(sloHistoryQuery(slo.id, { since, until }, step));
  const times = history.data && badTimes(history.data);
  const pages = useInfiniteQuery({
    queryKey: ["slos", slo.id, "offences", slo.spec, times],
    queryFn: async ({ pageParam, signal }) => {
      const found: T[] = [];
      let at = pageParam;
      while (times && at < times.length && found.length < ENOUGH) {
        const next = times.slice(at, at + AT_ONCE);
        found.push(...(await Promise.all(next.map((time) => find(time, signal)))).flat());
        at += next.length;
      }
      return { found, next: times && at < times.length ? at : undefined };
    },
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
    enabled: enabled && times !== undefined,
  });
  return { history, pages, counted: times?.reduce((sum, time) => sum + time.bad, 0) ?? 0 };
}
