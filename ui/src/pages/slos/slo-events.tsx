import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { Empty, Loaded, Panel } from "@/components/basics";
import { type Event, EventList } from "@/components/event-list";

/** The newest events of an objective: violations, breaches and recoveries, budgets that burn. */
export const sloEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["slos", id, "events"],
    queryFn: ({ signal }) =>
      api.post("/events/filter", {
        body: { filter: { resource: { id: [`weir.slo.${id}`] }, order: "DESC" }, limit: 50 } as never,
        signal,
      }) as Promise<{ events: Event[] }>,
  });

export function SloEvents({ id }: { id: string }) {
  const query = useQuery(sloEventsQuery(id));
  return (
    <Panel
      title="The newest events"
      aside={
        <Link
          to="/resources/$resourceId"
          params={{ resourceId: `weir.slo.${id}` } as never}
          search={{ range: "90d" } as never}
          className="hover:text-ink"
        >
          All of them
        </Link>
      }
      flush
    >
      <Loaded query={query} what="The events" room="h-48">
        {({ events }) =>
          events.length ? (
            <EventList events={events} />
          ) : (
            <Empty title="Nothing was told of it yet">
              Events come when it is broken and when it is kept again, and when its budget burns.
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
