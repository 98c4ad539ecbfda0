import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { api } from "@/api/client";
import { deploymentsQuery, flowsQuery, PAGE, runsQuery, useNames } from "@/api/queries";
import type { Slo } from "@/api/slos";
import { Empty, Instant, Loaded, Panel, StateBadge } from "@/components/basics";
import { Rows } from "@/components/rows";
import { compact } from "@/lib/number";
import { offends, runsOf } from "@/lib/slo";
import { duration } from "@/lib/time";

/** How many pages of the newest runs are looked through. */
const PAGES = [0, 1, 2, 3, 4];
/** How many points of a metric are. */
const POINTS = 1000;

const seconds = (value: number | null | undefined) => (typeof value === "number" ? duration(value * 1000) : "–");

/** The newest runs or points that broke an objective in its window. */
export function Offences({ slo }: { slo: Slo }) {
  if (slo.spec.kind === "metric") return <Points slo={slo} />;
  if (slo.spec.kind === "freshness")
    return (
      <Panel>
        <Empty title="No run breaks this objective: the lack of one does">
          Its course tells when the last success was too old.
        </Empty>
      </Panel>
    );
  return <Runs slo={slo} />;
}

function Runs({ slo }: { slo: Slo }) {
  const { spec } = slo;
  const names = useNames();
  const flows = useQuery(flowsQuery).data;
  const deployments = useQuery(deploymentsQuery).data;
  const own = runsOf(spec.select, flows ?? [], deployments ?? []);
  // The window begins at a whole hour, so that the question stays the same for a while.
  const since = new Date(Math.floor((Date.now() - spec.window_seconds * 1000) / 3_600_000) * 3_600_000).toISOString();
  const filters = {
    ...own,
    ...(slo.deployment_id ? { deployments: { id: { any_: [slo.deployment_id] } } } : {}),
    flow_runs: {
      ...own.flow_runs,
      expected_start_time: { after_: since },
      ...(spec.kind === "success-rate" ? { state: { type: { any_: ["FAILED" as const, "CRASHED" as const] } } } : {}),
    },
  };
  const ready = flows !== undefined && deployments !== undefined;
  const pages = useQueries({
    queries: PAGES.map((page) => ({
      ...runsQuery(filters, "EXPECTED_START_TIME_DESC", PAGE, page * PAGE),
      enabled: ready,
    })),
  });
  const all = pages.flatMap((page) => page.data ?? []);
  const found = all.filter((run) => offends(run, spec));
  const whole = pages.some((page) => page.data && page.data.length < PAGE);
  const first = pages[0];
  return (
    <Panel title="Runs that broke it" aside={whole ? undefined : `of the newest ${compact(PAGES.length * PAGE)}`} flush>
      {first && (
        <Loaded query={first} what="The runs" room="h-64">
          {() =>
            found.length ? (
              <Rows
                label="Runs that broke it"
                rows={found.slice(0, PAGE)}
                keyOf={(run) => run.id ?? ""}
                columns={[
                  {
                    title: "State",
                    look: "w-32",
                    cell: (run) => <StateBadge type={run.state_type} name={run.state_name} />,
                  },
                  {
                    title: "Run",
                    cell: (run) => (
                      <>
                        <Link to="/runs/$runId" params={{ runId: run.id } as never} className="font-medium hover:underline">
                          {run.name}
                        </Link>{" "}
                        <span className="text-xs text-muted">{names.flow(run.flow_id)}</span>
                      </>
                    ),
                  },
                  {
                    title: "Expected",
                    look: "hidden sm:table-cell",
                    cell: (run) => <Instant at={run.expected_start_time} className="text-xs text-muted" />,
                  },
                  { title: "Took", look: "text-right", cell: (run) => seconds(run.estimated_run_time ?? run.total_run_time) },
                  {
                    title: "Late by",
                    look: "text-right hidden sm:table-cell",
                    cell: (run) => seconds(run.estimated_start_time_delta),
                  },
                ]}
              />
            ) : (
              <None />
            )
          }
        </Loaded>
      )}
    </Panel>
  );
}

const None = () => <Empty title="Nothing broke it in its window" icon={<CircleCheck size={22} className="text-good" />} />;

function Points({ slo }: { slo: Slo }) {
  const { metric, window_seconds } = slo.spec;
  const query = useQuery({
    queryKey: ["slos", slo.id, "points"],
    queryFn: ({ signal }) =>
      api.post("/metrics/points/filter", {
        body: {
          name: metric?.name ?? "",
          start: new Date(Date.now() - window_seconds * 1000).toISOString(),
          end: new Date().toISOString(),
          sort: "TIMESTAMP_DESC",
          limit: POINTS,
        },
        signal,
      }),
  });
  const out = (value: number) =>
    (typeof metric?.min === "number" && value < metric.min) || (typeof metric?.max === "number" && value > metric.max);
  return (
    <Panel title="Points out of bounds" aside={`of the newest ${compact(POINTS)} of ${metric?.name}`} flush>
      <Loaded query={query} what="The points" room="h-64">
        {(points) => {
          const found = points.filter((one) => out(one.value));
          return found.length ? (
            <Rows
              label="Points out of bounds"
              rows={found.slice(0, PAGE)}
              keyOf={(one) => `${one.series_id} ${one.timestamp}`}
              columns={[
                { title: "When", cell: (one) => <Instant at={one.timestamp} /> },
                { title: "Value", look: "text-right", cell: (one) => compact(one.value) },
                {
                  title: "Run",
                  cell: (one) =>
                    one.flow_run_id ? (
                      <Link
                        to="/runs/$runId"
                        params={{ runId: one.flow_run_id } as never}
                        className="text-accent hover:underline"
                      >
                        the run
                      </Link>
                    ) : (
                      <span className="text-muted">none</span>
                    ),
                },
              ]}
            />
          ) : (
            <None />
          );
        }}
      </Loaded>
    </Panel>
  );
}
