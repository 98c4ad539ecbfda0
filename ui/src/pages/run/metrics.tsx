import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, type FlowRun } from "@/api/client";
import type { MetricSeries } from "@/api/own";
import { PAGE } from "@/api/queries";
import { Command, Empty, Loaded, Panel } from "@/components/basics";
import { compact, plural } from "@/lib/number";
import { type Comparison, compare } from "@/lib/run-metrics";
import { isTerminal } from "@/lib/states";

/** The most points of a metric that are read for the comparison with earlier runs. */
const POINTS = 5000;

/** A metric of the run: its series, and how the run's value stands to those of the runs before it. */
interface Metric {
  series: MetricSeries;
  made: Comparison;
}

/** All that the run told, each beside what the runs before it told of the same series. */
async function readMetrics(run: FlowRun, signal: AbortSignal): Promise<Metric[]> {
  const id = run.id ?? "";
  const series = await api.post("/metrics/filter", { body: { flow_run_id: id, limit: PAGE }, signal });
  // The end of a run is told after its last line; what is beyond is of later runs.
  const end = isTerminal(run.state_type) && run.end_time ? { end: new Date(Date.parse(run.end_time) + 1000).toISOString() } : {};
  const names = [...new Set(series.map((one) => one.name))];
  const points = await Promise.all(
    names.map((name) =>
      api.post("/metrics/points/filter", {
        body: { name, flow_id: run.flow_id, sort: "TIMESTAMP_DESC", limit: POINTS, ...end },
        signal,
      }),
    ),
  );
  return series.flatMap((one) => {
    const own = points[names.indexOf(one.name)]?.filter((point) => point.series_id === one.id) ?? [];
    const made = compare(own, id);
    return made ? [{ series: one, made }] : [];
  });
}

const WIDE = 6;
const TALL = 36;

/** The values of the earlier runs and of this one as bars that lead to their runs. */
function Bars({ made, name }: { made: Comparison; name: string }) {
  const values = [...made.before.map((one) => one.value), made.value];
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (value: number) => TALL - ((value - low) / (high - low || 1)) * TALL;
  const bar = (value: number, at: number) => ({
    x: at * WIDE,
    width: WIDE - 2,
    y: Math.min(y(value), y(0) - 1),
    height: Math.max(1, Math.abs(y(value) - y(0))),
  });
  return (
    <svg
      width={values.length * WIDE}
      height={TALL}
      className="max-w-full"
      role="group"
      aria-label={`${name} of ${plural(made.before.length, "earlier run")}`}
    >
      {made.before.map((one, at) => (
        <Link
          key={one.run}
          to="/runs/$runId"
          params={{ runId: one.run } as never}
          search={{ tab: "metrics" } as never}
          aria-label={`A run with ${compact(one.value)}`}
        >
          <rect {...bar(one.value, at)} rx={1} className="fill-line-strong hover:fill-muted">
            <title>{compact(one.value)}</title>
          </rect>
        </Link>
      ))}
      <rect {...bar(made.value, made.before.length)} rx={1} className={made.unusual ? "fill-late" : "fill-accent"} />
    </svg>
  );
}

/** The value against the median of the earlier ones, as `+12%`. */
function change({ value, usual }: Comparison): string {
  if (!usual || usual.middle === 0) return "";
  const share = (value - usual.middle) / Math.abs(usual.middle);
  return `${share < 0 ? "−" : "+"}${compact(Math.round(Math.abs(share) * 1000) / 10)}%`;
}

function Row({ series, made }: Metric) {
  const unit = series.unit ? ` ${series.unit}` : "";
  const labels = Object.entries(series.labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 border-t px-4 py-2.5 first:border-t-0 md:grid-cols-[minmax(10rem,1fr)_10rem_14rem_15rem]">
      <span className="min-w-0">
        <Link
          to="/metrics-explorer"
          search={{ series: String(series.id) } as never}
          className="font-mono text-xs font-medium break-words hover:underline"
        >
          {series.name}
        </Link>
        {labels && <span className="block truncate font-mono text-2xs text-muted">{labels}</span>}
      </span>
      <span className="text-right md:text-left">
        <span className={`text-base font-semibold ${made.unusual ? "text-late" : ""}`}>
          {compact(made.value)}
          {unit}
        </span>
        {made.count > 1 && <span className="block text-2xs text-muted">the last of {compact(made.count)} values</span>}
      </span>
      <span className="text-xs text-muted">
        {made.usual ? (
          <>
            <span className={made.unusual ? "font-medium text-late" : ""}>{change(made)}</span> usually {compact(made.usual.low)}–
            {compact(made.usual.high)}
            {unit}
          </>
        ) : (
          "too few earlier runs to tell what is usual"
        )}
      </span>
      <span className="justify-self-end md:justify-self-start">
        <Bars made={made} name={series.name} />
      </span>
    </li>
  );
}

/** The numbers that the run told, each against the earlier runs of its flow. */
export function Metrics({ run }: { run: FlowRun }) {
  const query = useQuery({
    queryKey: ["run", run.id, "metrics", run.end_time],
    queryFn: ({ signal }) => readMetrics(run, signal),
  });
  return (
    <Panel flush className="overflow-hidden">
      <Loaded query={query} what="The metrics" room="h-40">
        {(metrics) =>
          metrics.length ? (
            <ul aria-label="Metrics of the run">
              {metrics.map((metric) => (
                <Row key={metric.series.id} {...metric} />
              ))}
            </ul>
          ) : (
            <Empty title="The run told no numbers">
              A line of log is enough:
              <br />
              <Command>{'get_run_logger().info("METRIC: rows_extracted=1250 unit=rows table=orders")'}</Command>
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
