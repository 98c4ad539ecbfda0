import { Radio } from "lucide-react";
import { useEffect, useState } from "react";
import { follow } from "@/api/socket";
import { Button, Empty, Input, Page, Panel } from "@/components/basics";
import { type Event, EventList } from "@/components/event-list";
import { EventHistogram, EventPages, useEventPages } from "@/components/event-pages";
import { eventFilter } from "@/lib/event-filter";
import { spanFilter, useFilters, useParam, useSpan } from "@/lib/use-filters";

/** How many events of the stream are kept on the page. */
const KEPT = 300;

/** How often a range that ends now moves on, in milliseconds. */
const EVERY = 60_000;

/** The events that pass as they come, newest first. */
function Stream({ name, resource }: { name: string | undefined; resource: string | undefined }) {
  const [events, setEvents] = useState<Event[]>([]);
  useEffect(() => {
    setEvents([]);
    const stream = follow("/events/out", eventFilter(name, resource, { since: Date.now() }), (message) => {
      const { event } = message as { event?: Event };
      // A stream that was broken tells again what it told shortly before.
      if (event) setEvents((before) => (before.some((one) => one.id === event.id) ? before : [event, ...before].slice(0, KEPT)));
    });
    return () => stream.close();
  }, [name, resource]);
  if (events.length) return <EventList events={events} />;
  return (
    <Empty title="Waiting for the next event" icon={<Radio size={22} />}>
      What happens on the server appears here at once.
    </Empty>
  );
}

export default function Events() {
  const [filters, change] = useFilters();
  const span = useSpan(filters, EVERY);
  const [name, setName] = useParam("event");
  const [resource, setResource] = useParam("resource");
  const [typed, setTyped] = useState({ name: name ?? "", resource: resource ?? "" });
  const [live, setLive] = useState(false);
  const filter = eventFilter(name, resource, span);
  const pages = useEventPages([name, resource, filters.range, filters.from, filters.to], filter, EVERY);
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
        <EventHistogram queryKey={[name, resource]} filter={filter} span={span} onSpan={(one) => change(spanFilter(one))} />
      )}
      <Panel flush className="overflow-hidden">
        {live ? (
          <Stream name={name} resource={resource} />
        ) : (
          <EventPages
            pages={pages}
            empty={
              <Empty title="No event passes these filters">
                Try <code className="font-mono">prefect.flow-run.*</code>, or a longer time.
              </Empty>
            }
          />
        )}
      </Panel>
    </Page>
  );
}
