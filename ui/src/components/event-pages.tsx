import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, request, type Schemas } from "@/api/client";
import type { EventFilter } from "@/lib/event-filter";
import { compact } from "@/lib/number";
import { aligned, DAY, HOUR, MINUTE, SECOND, type Span, stepOf } from "@/lib/time";
import { Loaded, Panel } from "./basics";
import { StackedBars } from "./charts/stacked-bars";
import { EventList } from "./event-list";
import { More } from "./more";

type EventPage = Schemas["EventPage"];

/** How many events are asked for at once: the most that the API gives. */
const AT_ONCE = 50;

const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
] as const;

const EVENTS = { scheduled: "events" };

/**
 * The events that pass a filter, newest first, page by page. `key` tells the filter apart from others; one whose end moves on
 * with the time keeps its key, and is asked for again `every` so many milliseconds.
 */
export const useEventPages = (key: readonly unknown[], filter: EventFilter, every?: number) =>
  useInfiniteQuery({
    queryKey: ["events", "list", ...key],
    queryFn: ({ pageParam, signal }) =>
      (pageParam
        ? request("get", new URL(pageParam).pathname.replace(/^.*?\/api/, "") + new URL(pageParam).search, undefined, signal)
        : api.post("/events/filter", { body: { filter, limit: AT_ONCE } as never, signal })) as Promise<EventPage>,
    initialPageParam: "",
    getNextPageParam: (last: EventPage) => last.next_page ?? undefined,
    ...(every ? { refetchInterval: every } : {}),
  });

/** The pages of events that were read, with a way to more; `empty` stands where there are none. */
export function EventPages({ pages, empty }: { pages: ReturnType<typeof useEventPages>; empty: ReactNode }) {
  return (
    <Loaded query={pages} what="The events" room="h-64">
      {({ pages: read }) => {
        const found = read.flatMap((page) => page.events);
        if (!found.length) return empty;
        return (
          <>
            <p className="border-b px-4 py-2 text-xs text-muted">{compact(read[0]?.total ?? 0)} events</p>
            <EventList events={found} />
            <More pages={pages} />
          </>
        );
      }}
    </Loaded>
  );
}

interface HistogramProps {
  queryKey: readonly unknown[];
  filter: EventFilter;
  span: Span;
  onSpan: (span: Span) => void;
}

/** How many events came when. */
export function EventHistogram({ queryKey, filter, span, onSpan }: HistogramProps) {
  const step = stepOf(span, 72);
  const [unit, length] = UNITS.find(([, one]) => step % one === 0) ?? ["second", SECOND];
  const histogram = useQuery({
    queryKey: ["events", "histogram", ...queryKey, aligned(span, step), step],
    queryFn: ({ signal }) =>
      api.post("/events/count-by/{countable}", {
        path: { countable: "time" },
        body: { filter, time_unit: unit, time_interval: step / length } as never,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel>
      <div className="pt-3">
        <Loaded query={histogram} what="The histogram" room="h-36">
          {(counts) => (
            <StackedBars
              label="Events over time"
              words={EVENTS}
              height={80}
              buckets={counts.map((one) => ({
                since: Date.parse(one.start_time),
                until: Date.parse(one.end_time) + 1,
                counts: { scheduled: one.count },
                total: one.count,
              }))}
              onSelect={onSpan}
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}
