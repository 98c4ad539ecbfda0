import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { useEffect, useState } from "react";
import { api, request, type Schemas } from "@/api/client";
import { follow } from "@/api/socket";
import { Button, Empty, Input, Loaded, Page, Panel } from "@/components/basics";
import { StackedBars } from "@/components/charts/stacked-bars";
import { type Event, EventList } from "@/components/event-list";
import { compact } from "@/lib/number";
import { aligned, DAY, HOUR, MINUTE, SECOND, stepOf } from "@/lib/time";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";

/** How many events of the stream are kept on the page. */
const KEPT = 300;

const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
] as const;

const EVENTS = { scheduled: "events" };

type EventPage = Schemas["EventPage"];

/** What is wanted in the words of the API: `prefect.flow-run.*` or a part of a resource's id. */
function wanted(name: string | undefined, resource: string | undefined, since: number, until: number | undefined) {
  const names = name?.split(/[\s,]+/).filter(Boolean) ?? [];
  const exact = names.filter((one) => !one.endsWith("*"));
  const prefix = names.filter((one) => one.endsWith("*")).map((one) => one.slice(0, -1));
  return {
    occurred: { since: new Date(since).toISOString(), ...(until ? { until: new Date(until).toISOString() } : {}) },
    ...(names.length ? { event: { ...(exact.length ? { name: exact } : {}), ...(prefix.length ? { prefix } : {}) } } : {}),
    ...(resource ? { any_resource: resource.endsWith("*") ? { id_prefix: [resource.slice(0, -1)] } : { id: [resource] } } : {}),
  };
}

export default function Events() {
  const [filters, change] = useFilters();
  const span = useSpan(filters, 60_000);
  const [name, setName] = useParam("event");
  const [resource, setResource] = useParam("resource");
  const [typed, setTyped] = useState({ name: name ?? "", resource: resource ?? "" });
  const [live, setLive] = useState(false);
  const [streamed, setStreamed] = useState<Event[]>([]);
  const step = stepOf(span, 72);
  const filter = wanted(name, resource, span.since, span.until);
  const [unit, length] = UNITS.find(([, one]) => step % one === 0) ?? ["second", SECOND];
  const histogram = useQuery({
    queryKey: ["events", "histogram", name, resource, aligned(span, step), step],
    queryFn: ({ signal }) =>
      api.post("/events/count-by/{countable}", {
        path: { countable: "time" },
        body: { filter, time_unit: unit, time_interval: step / length } as never,
        signal,
      }),
  });
  const pages = useInfiniteQuery({
    queryKey: ["events", "list", name, resource, span],
    queryFn: ({ pageParam, signal }) =>
      (pageParam
        ? request("get", new URL(pageParam).pathname.replace(/^.*?\/api/, "") + new URL(pageParam).search, undefined, signal)
        : api.post("/events/filter", { body: { filter, limit: 50 } as never, signal })) as Promise<EventPage>,
    initialPageParam: "",
    getNextPageParam: (last: EventPage) => last.next_page ?? undefined,
  });
  useEffect(() => {
    if (!live) return;
    setStreamed([]);
    const stream = follow("/events/out", wanted(name, resource, Date.now(), undefined), (message) => {
      const { event } = message as { event?: Event };
      if (event) setStreamed((before) => [event, ...before].slice(0, KEPT));
    });
    return () => stream.close();
  }, [live, name, resource]);
  const found = pages.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Page
      title="Events"
      aside={
        <Button small look={live ? "primary" : "plain"} aria-pressed={live} onClick={() => setLive(!live)}>
          <Radio size={13} aria-hidden /> {live ? "Live" : "Go live"}
        </Button>
      }
    >
      <form
        className="flex flex-wrap gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setName(typed.name.trim() || undefined);
          setResource(typed.resource.trim() || undefined);
        }}
      >
        <Input
          type="search"
          aria-label="Names of events"
          placeholder="prefect.flow-run.Failed, prefect.deployment.*  /"
          value={typed.name}
          onChange={(event) => setTyped({ ...typed, name: event.target.value })}
          className="min-w-0 flex-1 sm:max-w-md"
        />
        <Input
          aria-label="Resource"
          placeholder="prefect.flow-run.… or a beginning with *"
          value={typed.resource}
          onChange={(event) => setTyped({ ...typed, resource: event.target.value })}
          className="min-w-0 flex-1 sm:max-w-md"
        />
        <Button type="submit">Search</Button>
      </form>
      {!live && (
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
                  onSelect={(one) =>
                    change({ from: new Date(one.since).toISOString(), to: new Date(one.until).toISOString(), range: undefined })
                  }
                />
              )}
            </Loaded>
          </div>
        </Panel>
      )}
      <Panel flush className="overflow-hidden">
        {live ? (
          streamed.length ? (
            <EventList events={streamed} />
          ) : (
            <Empty title="Waiting for the next event" icon={<Radio size={22} />}>
              What happens on the server appears here at once.
            </Empty>
          )
        ) : (
          <Loaded query={pages} what="The events" room="h-64">
            {(data) =>
              found.length ? (
                <>
                  <p className="border-b px-4 py-2 text-xs text-muted">{compact(data.pages[0]?.total ?? 0)} events</p>
                  <EventList events={found} />
                  {pages.hasNextPage && (
                    <div className="border-t p-2 text-center">
                      <Button small disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                        More
                      </Button>
                    </div>
                  )}
                </>
              ) : (
                <Empty title="No event passes these filters">
                  Try <code className="font-mono">prefect.flow-run.*</code>, or a longer time.
                </Empty>
              )
            }
          </Loaded>
        )}
      </Panel>
    </Page>
  );
}
