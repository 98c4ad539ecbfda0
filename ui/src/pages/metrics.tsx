import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ChartLine, Download } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "@/api/client";
import type { MetricSeries } from "@/api/own";
import { PAGE } from "@/api/queries";
import { Ago, Button, Command, Empty, Input, Loaded, Page, Panel, Skeleton } from "@/components/basics";
import { matches, Rows } from "@/components/rows";
import { toCsv } from "@/lib/csv";
import { compact } from "@/lib/number";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";

const Lines = lazy(() => import("@/components/charts/lines"));

/** The most points that are asked for and drawn. */
const POINTS = 2000;

const labelled = (series: MetricSeries) =>
  [series.name, series.flow_name, ...Object.entries(series.labels).map(([name, value]) => `${name}=${value}`)]
    .filter(Boolean)
    .join(" · ");

function save(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

function Chart({ series }: { series: MetricSeries }) {
  const [filters] = useFilters();
  const router = useRouter();
  const span = useSpan({ ...filters, range: filters.range ?? "30d" }, 60_000);
  const query = useQuery({
    queryKey: ["metric", series.id, span],
    queryFn: ({ signal }) =>
      api.post("/metrics/points/filter", {
        body: {
          name: series.name,
          ...(series.flow_id ? { flow_id: series.flow_id } : {}),
          ...(series.deployment_id ? { deployment_id: series.deployment_id } : {}),
          start: new Date(span.since).toISOString(),
          end: new Date(span.until).toISOString(),
          sort: "TIMESTAMP_DESC",
          limit: POINTS,
        },
        signal,
      }),
  });
  const points = useMemo(
    () => (query.data ?? []).filter((point) => point.series_id === undefined || point.series_id === series.id).reverse(),
    [query.data, series.id],
  );
  const times = useMemo(() => points.map((point) => Date.parse(point.timestamp)), [points]);
  const lines = useMemo(
    () => [{ label: series.unit ?? series.name, values: points.map((point) => point.value), colour: "--c-accent" }],
    [points, series.unit, series.name],
  );
  const newest = points.at(-1);
  return (
    <Panel
      title={labelled(series)}
      aside={
        <>
          {newest?.flow_run_id && (
            <Button small look="ghost" onClick={() => router.history.push(`/runs/${newest.flow_run_id}`)}>
              Newest run
            </Button>
          )}
          <Button
            small
            look="ghost"
            disabled={!points.length}
            onClick={() =>
              save(
                toCsv([
                  ["timestamp", "value", "flow_run_id"],
                  ...points.map((point) => [point.timestamp, point.value, point.flow_run_id]),
                ]),
                `${series.name}.csv`,
              )
            }
          >
            <Download size={13} aria-hidden /> CSV
          </Button>
        </>
      }
    >
      <Loaded query={query} what="The points" room="h-60">
        {() =>
          points.length ? (
            <Suspense fallback={<Skeleton className="h-56" />}>
              <Lines label={labelled(series)} times={times} lines={lines} format={compact} height={220} />
            </Suspense>
          ) : (
            <Empty title="No point in this time">Choose a longer time above.</Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}

export default function Metrics() {
  const [chosen, setChosen] = useParam("series");
  const [typed, setTyped] = useState("");
  const query = useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => api.post("/metrics/filter", { body: { limit: PAGE }, signal }),
  });
  const series = query.data?.find((one) => String(one.id) === chosen) ?? query.data?.[0];
  return (
    <Page
      title="Metrics"
      aside={
        <Input
          type="search"
          aria-label="Search metrics"
          placeholder="Name, flow or label…  /"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="!h-7 w-56"
        />
      }
    >
      {series && <Chart key={series.id} series={series} />}
      <Panel flush className="overflow-hidden">
        <Loaded query={query} what="The metrics" room="h-48">
          {(all) =>
            all.length ? (
              <Rows
                label="Metrics"
                rows={all.filter((one) => matches(typed, one.name, one.flow_name, labelled(one)))}
                keyOf={(one) => String(one.id)}
                columns={[
                  {
                    title: "Metric",
                    cell: (one) => (
                      <button
                        type="button"
                        aria-pressed={one.id === series?.id}
                        className={`font-mono text-xs hover:underline ${one.id === series?.id ? "font-semibold text-accent" : "font-medium"}`}
                        onClick={() => setChosen(String(one.id))}
                      >
                        {one.name}
                      </button>
                    ),
                  },
                  { title: "Flow", cell: (one) => <span className="text-muted">{one.flow_name}</span> },
                  {
                    title: "Labels",
                    cell: (one) => (
                      <span className="font-mono text-xs text-muted">
                        {Object.entries(one.labels)
                          .map(([name, value]) => `${name}=${value}`)
                          .join(" ")}
                      </span>
                    ),
                    look: "hidden md:table-cell",
                  },
                  { title: "Last value", cell: (one) => `${compact(one.last_value)} ${one.unit ?? ""}`, look: "text-right" },
                  { title: "Points", cell: (one) => compact(one.count), look: "hidden sm:table-cell text-right text-muted" },
                  {
                    title: "Last",
                    cell: (one) => <Ago at={one.last_timestamp} className="text-muted" />,
                    look: "hidden sm:table-cell",
                  },
                ]}
              />
            ) : (
              <Empty title="No flow has told a number yet" icon={<ChartLine size={22} />}>
                A line of log is enough:
                <br />
                <Command>{'get_run_logger().info("METRIC: rows_extracted=1250 unit=rows table=orders")'}</Command>
              </Empty>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
