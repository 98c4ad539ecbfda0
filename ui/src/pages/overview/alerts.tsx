import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { incidentsQuery } from "@/api/queries";
import { Ago, Dot, Loaded, Panel } from "@/components/basics";
import type { Event } from "@/components/event-list";
import { type Alert, alerts } from "@/lib/alerts";

const SHOWN = 7;

const DESTINATION: Record<Alert["of"], string> = { incident: "/incidents", slo: "/slos/", run: "/runs/", flow: "/flows/" };

/** What was alerted last: incidents, objectives that broke, flows that got slower and strange runs. */
export function Alerts() {
  const incidents = useQuery(incidentsQuery(["open", "acknowledged", "resolved"]));
  const events = useQuery({
    queryKey: ["alerts"],
    queryFn: ({ signal }) =>
      api.post("/events/filter", {
        body: { filter: { event: { prefix: ["weir.slo.", "weir.insight."] }, order: "DESC" }, limit: 20 } as never,
        signal,
      }) as Promise<{ events: Event[] }>,
    refetchInterval: 60_000,
  });
  return (
    <Panel
      title="Alerts and incidents"
      aside={
        <Link to="/incidents" className="hover:text-ink">
          Incidents
        </Link>
      }
      flush
    >
      <Loaded query={events} what="The alerts" room="h-24">
        {({ events: told }) => {
          const shown = alerts(incidents.data ?? [], told).slice(0, SHOWN);
          return shown.length ? (
            <ul className="pb-2">
              {shown.map((one) => (
                <li key={one.key} className="border-t first:border-t-0">
                  <Link
                    to={one.of === "incident" ? DESTINATION.incident : `${DESTINATION[one.of]}${one.id}`}
                    className="flex items-center gap-2.5 px-4 py-1.5 text-[13px] hover:bg-sunken"
                  >
                    <Dot kind={one.kind} />
                    <span className="min-w-0 flex-1 truncate" title={one.words}>
                      {one.words}
                    </span>
                    <Ago at={one.at} className="text-xs whitespace-nowrap text-muted" />
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <p className="px-4 pt-1 pb-4 text-[13px] text-muted">
              Nothing was alerted.{" "}
              <Link to="/automations" className="text-accent underline">
                Automations
              </Link>{" "}
              declare incidents and send messages.
            </p>
          );
        }}
      </Loaded>
    </Panel>
  );
}
