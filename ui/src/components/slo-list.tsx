import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Slo, slosQuery } from "@/api/slos";
import { byUrgency, promise, tone } from "@/lib/slo";
import { Dot, Loaded, Panel } from "./basics";
import { Budget } from "./budget";

/** Objectives in a few lines each, the most urgent first. */
export function SloList({
  wanted = () => true,
  most = 6,
  title = "Objectives",
}: {
  wanted?: (slo: Slo) => boolean;
  most?: number;
  title?: string;
}) {
  const query = useQuery(slosQuery);
  return (
    <Panel
      title={title}
      aside={
        <Link to="/slos" className="hover:text-ink">
          {query.data && query.data.filter(wanted).length > most
            ? `${query.data.filter(wanted).length - most} more`
            : "All of them"}
        </Link>
      }
      flush
    >
      <Loaded query={query} what="The objectives" room="h-24">
        {(all) => {
          const shown = byUrgency(all.filter(wanted)).slice(0, most);
          return shown.length ? (
            <ul className="pb-2">
              {shown.map((slo) => (
                <li key={slo.id} className="border-t first:border-t-0">
                  <Link
                    to="/slos/$sloId"
                    params={{ sloId: slo.id } as never}
                    className="grid grid-cols-[auto_1fr] items-center gap-x-2.5 gap-y-0.5 px-4 py-1.5 text-[13px] hover:bg-sunken sm:grid-cols-[auto_1fr_minmax(9rem,40%)]"
                  >
                    <Dot kind={tone(slo)} />
                    <span className="min-w-0 truncate" title={promise(slo.spec)}>
                      {slo.spec.name}
                      {slo.status.state === "breached" && <span className="text-danger"> breached</span>}
                    </span>
                    <span className="col-start-2 sm:col-start-auto">
                      <Budget slo={slo} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <p className="px-4 pt-1 pb-4 text-[13px] text-muted">
              None is declared.{" "}
              <Link to="/slos/new" className="text-accent underline">
                Declare one
              </Link>
            </p>
          );
        }}
      </Loaded>
    </Panel>
  );
}
