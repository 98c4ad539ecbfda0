import { useQuery } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { useState } from "react";
import { metricsQuery } from "@/api/queries";
import { Ago, Command, Empty, Page } from "@/components/basics";
import { Listing, Search } from "@/components/listing";
import { matches } from "@/components/rows";
import { compact } from "@/lib/number";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";
import { Compare } from "./compare";
import { labelled, Points } from "./points";

export default function Metrics() {
  const [chosen, setChosen] = useParam("series");
  const [typed, setTyped] = useState("");
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "30d" }, 60_000);
  const query = useQuery(metricsQuery);
  const series = query.data?.find((one) => String(one.id) === chosen) ?? query.data?.[0];
  return (
    <Page
      title="Metrics"
      aside={<Search label="Search metrics" placeholder="Name, flow or label" value={typed} onChange={setTyped} />}
    >
      {series && (
        <>
          <Compare metric={series.name} all={query.data ?? []} span={span} />
          <Points key={series.id} series={series} span={span} />
        </>
      )}
      <Listing
        query={query}
        what="The metrics"
        room="h-48"
        label="Metrics"
        wanted={(one) => matches(typed, one.name, one.flow_name, labelled(one))}
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
        empty={
          <Empty title="No flow has told a number yet" icon={<ChartLine size={22} />}>
            A line of log is enough:
            <br />
            <Command>{'get_run_logger().info("METRIC: rows_extracted=1250 unit=rows table=orders")'}</Command>
          </Empty>
        }
      />
    </Page>
  );
}
