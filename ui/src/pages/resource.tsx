import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useParams, useRouter } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { useMemo } from "react";
import { api } from "@/api/client";
import { Button, CopyButton, Empty, Loaded, Page, Panel } from "@/components/basics";
import { EventHistogram, EventPages, useEventPages } from "@/components/event-pages";
import { Trail } from "@/components/trail";
import { type EventFilter, eventFilter } from "@/lib/event-filter";
import { compact } from "@/lib/number";
import { idOf, type Labels, nameOf, neighbours, pageOf, partsOf, type Told } from "@/lib/resources";
import { spanFilter, useFilters, useParam, useSpan } from "@/lib/use-filters";

/** How many of the neighbours are listed. */
const LISTED = 12;

/** What happened how often; one of them can be looked at alone. */
function Names({ filter, queryKey, chosen, onChoose }: NamesProps) {
  const counts = useQuery({
    queryKey: ["events", "names", ...queryKey],
    queryFn: ({ signal }) =>
      api.post("/events/count-by/{countable}", { path: { countable: "event" }, body: { filter } as never, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title="What happened" flush>
      <Loaded query={counts} what="The names" room="h-32">
        {(all) =>
          all.length ? (
            <ul className="pb-2">
              {all.map((one) => (
                <li key={one.value}>
                  <button
                    type="button"
                    aria-pressed={one.value === chosen}
                    onClick={() => onChoose(one.value === chosen ? undefined : one.value)}
                    className={`flex w-full justify-between gap-3 px-4 py-1 text-left hover:bg-sunken ${one.value === chosen ? "bg-accent-soft" : ""}`}
                  >
                    <span className="truncate font-mono text-xs">{one.value}</span>
                    <span className="text-xs text-muted">{compact(one.count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          ) : (
            <p className="px-4 pb-4 text-[13px] text-muted">Nothing in this time.</p>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface NamesProps {
  filter: EventFilter;
  queryKey: readonly unknown[];
  chosen: string | undefined;
  onChoose: (name: string | undefined) => void;
}

function Neighbours({ events, id }: { events: readonly Told[]; id: string }) {
  const found = useMemo(() => neighbours(events, id), [events, id]);
  return (
    <Panel title="Related" aside={events.length ? `in the newest ${events.length} events` : undefined} flush>
      {found.length ? (
        <ul aria-label="Related resources" className="pb-2">
          {found.slice(0, LISTED).map((one) => (
            <li key={one.id} className="flex items-baseline justify-between gap-3 px-4 py-1">
              <span className="min-w-0 truncate text-[13px]">
                <span className="text-muted">{one.role}</span>{" "}
                <Link
                  to="/resources/$resourceId"
                  params={{ resourceId: one.id } as never}
                  title={one.id}
                  className="text-accent hover:underline"
                >
                  {one.name || one.id}
                </Link>
              </span>
              <span className="text-xs text-muted">{compact(one.count)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="px-4 pb-4 text-[13px] text-muted">Its events name no other resource.</p>
      )}
    </Panel>
  );
}

/** All that events say of one resource: what happened, when, and with what else. */
export default function ResourcePage() {
  const { resourceId: id } = useParams({ strict: false }) as { resourceId: string };
  const router = useRouter();
  const [filters, change] = useFilters();
  const [name, setName] = useParam("event");
  const span = useSpan({ ...filters, range: filters.range ?? "7d" }, 60_000);
  const filter = eventFilter(name, id, span);
  // A span that ends now moves on with the time: what is shown is kept, and asked for again.
  const fixed = filters.from ? [filters.from, filters.to] : [filters.range ?? "7d"];
  const pages = useEventPages([name, id, ...fixed], filter, filters.from ? undefined : 60_000);
  const events = useMemo(() => (pages.data?.pages.flatMap((page) => page.events) ?? []) as unknown as Told[], [pages.data]);
  const known = events
    .flatMap((event) => [event.resource, ...event.related])
    .find((labels: Labels) => idOf(labels) === id && nameOf(labels));
  const page = pageOf(id, known ? nameOf(known) : "");
  return (
    <Page>
      <header className="flex flex-col gap-2">
        <Trail to="/events" label="Events">
          {partsOf(id)?.kind ?? "resource"}
        </Trail>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{known ? nameOf(known) : id}</h1>
          <span className="flex min-w-0 items-center gap-1 font-mono text-xs break-all text-muted">
            {known && id} <CopyButton text={id} label="Copy the resource’s id" />
          </span>
          {page && (
            <Button small className="ml-auto" onClick={() => router.history.push(page)}>
              <ExternalLink size={13} aria-hidden /> Open its page
            </Button>
          )}
        </div>
      </header>
      <EventHistogram queryKey={[name, id]} filter={filter} span={span} onSpan={(one) => change(spanFilter(one))} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Names queryKey={[id, span]} filter={eventFilter(undefined, id, span)} chosen={name} onChoose={setName} />
        <Neighbours events={events} id={id} />
      </div>
      <Panel flush className="overflow-hidden">
        <EventPages
          pages={pages}
          empty={<Empty title="Nothing was told of it in this time">Choose a longer time above.</Empty>}
        />
      </Panel>
    </Page>
  );
}
