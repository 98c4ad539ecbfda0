import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { api, type FlowRun } from "@/api/client";
import type { MetricPoint } from "@/api/own";
import { deploymentsQuery, everything, flowsQuery, PAGE, useNames } from "@/api/queries";
import type { Slo, SloMetric } from "@/api/slos";
import { Empty, Instant, Loaded, Panel, StateBadge } from "@/components/basics";
import { More } from "@/components/more";
import { pointColumns, pointKey } from "@/components/points";
import { Rows } from "@/components/rows";
import { compact } from "@/lib/number";
import { runsOf } from "@/lib/slo";
import { brokeAt, isOut, looksAt, suspects, within } from "@/lib/slo-offences";
import { duration } from "@/lib/time";
import { useOffences } from "./use-offences";

/** How many points of a metric are read at once. */
const POINTS = 1000;

const seconds = (value: number | null | undefined) => (typeof value === "number" ? duration(value * 1000) : "–");

/** The runs or points that broke an objective in its window. */
export function Offences({ slo }: { slo: Slo }) {
  if (slo.spec.metric) return <Points slo={slo} metric={slo.spec.metric} />;
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

function Found<T>({
  title,
  offences: { history, pages, counted },
  children,
}: {
  title: string;
  offences: ReturnType<typeof useOffences<T>>;
  children: (found: T[]) => ReactNode;
}) {
  const found = pages.data?.pages.flatMap((page) => page.found) ?? [];
  const gone = pages.data && !pages.hasNextPage && found.length < counted;
  return (
    <Panel
      title={title}
      aside={counted > 0 && `${compact(found.length)} of ${compact(counted)}${gone ? "; the others were deleted" : ""}`}
      flush
    >
      <Loaded query={history} what="When it was broken" room="h-64">
        {() => (
          <Loaded query={pages} what={title} room="h-64">
            {() =>
              found.length ? (
                <>
                  {children(found)}
                  <More pages={pages} />
                </>
              ) : (
                <Empty title="Nothing broke it in its window" icon={<CircleCheck size={22} className="text-good" />} />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Panel>
  );
}

function Runs({ slo }: { slo: Slo }) {
  const { spec } = slo;
  const names = useNames();
  const flows = useQuery(flowsQuery).data;
  const deployments = useQuery(deploymentsQuery).data;
  const own = runsOf(spec.select, flows ?? [], deployments ?? []);
  const filters = slo.deployment_id ? { ...own, deployments: { id: { any_: [slo.deployment_id] } } } : own;
  const ready = flows !== undefined && deployments !== undefined;
  const offences = useOffences(
    slo,
    async (time, signal) => {
      const found = new Map<string, FlowRun>();
      for (const suspect of suspects(spec, time)) {
        for (let offset = 0; found.size < time.bad; offset += PAGE) {
          const flow_runs = { ...filters.flow_runs, ...suspect };
          const body = { ...filters, flow_runs, sort: "EXPECTED_START_TIME_DESC" as const, limit: PAGE, offset };
          const page = (await api.post("/flow_runs/filter", { body, signal })) as FlowRun[];
          for (const run of page) if (within(brokeAt(run, spec, Date.now()), time)) found.set(run.id ?? "", run);
          if (page.length < PAGE) break;
        }
      }
      return [...found.values()];
    },
    ready,
  );
  return (
    <Found title="Runs that broke it" offences={offences}>
      {(found) => (
        <Rows
          label="Runs that broke it"
          rows={found}
          keyOf={(run) => run.id ?? ""}
          columns={[
            { title: "State", look: "w-32", cell: (run) => <StateBadge type={run.state_type} name={run.state_name} /> },
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
      )}
    </Found>
  );
}

function Points({ slo, metric }: { slo: Slo; metric: SloMetric }) {
  const { name, unit, labels } = metric;
  const named = { name, unit, ...(Object.keys(labels).length ? { labels } : {}) };
  const deployments = useQuery(deploymentsQuery).data;
  const series = useQuery({
    queryKey: ["metrics", named],
    queryFn: ({ signal }) =>
      everything((offset) => api.post("/metrics/filter", { body: { ...named, limit: PAGE, offset }, signal })),
  }).data;
  const own = new Set(series?.filter((one) => looksAt(slo, one, deployments ?? [])).map((one) => one.id));
  const offences = useOffences(
    slo,
    async (time, signal) => {
      const found: MetricPoint[] = [];
      const [start, end] = [new Date(time.since).toISOString(), new Date(time.until).toISOString()];
      for (let offset = 0; found.length < time.bad; offset += POINTS) {
        const body = { ...named, start, end, sort: "TIMESTAMP_DESC" as const, limit: POINTS, offset };
        const page = await api.post("/metrics/points/filter", { body, signal });
        found.push(
          ...page.filter(
            (point) => own.has(point.series_id) && isOut(metric, point.value) && within(Date.parse(point.timestamp), time),
          ),
        );
        if (page.length < POINTS) break;
      }
      return found;
    },
    series !== undefined && deployments !== undefined,
  );
  return (
    <Found title="Points out of bounds" offences={offences}>
      {(found) => <Rows label="Points out of bounds" rows={found} keyOf={pointKey} columns={pointColumns(unit)} />}
    </Found>
  );
}
