import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { historyQuery, PAGE, useNames } from "@/api/queries";
import { Loaded, Panel } from "@/components/basics";
import { type Mark, Scatter } from "@/components/charts/scatter";
import { StackedBars } from "@/components/charts/stacked-bars";
import type { RunFilters } from "@/lib/filters";
import { buckets } from "@/lib/history";
import { compact } from "@/lib/number";
import { tookOf } from "@/lib/runs";
import { kindOf } from "@/lib/states";
import { aligned, type Span, stepOf } from "@/lib/time";
import { usePages } from "./use-pages";

/** As many as a picture of this width can tell apart. */
const PAGES = [0, 1, 2, 3, 4];
const MOST = PAGES.length * PAGE;

/** The runs that pass the filters over time: how many in each state, and how long each of the newest took. */
export function Charts({ filters, span, onSpan }: { filters: RunFilters; span: Span; onSpan: (span: Span) => void }) {
  const router = useRouter();
  const names = useNames();
  const history = useQuery(historyQuery(filters, aligned(span, stepOf(span, 60)), stepOf(span, 60)));
  const runs = PAGES.flatMap(usePages(filters, "EXPECTED_START_TIME_DESC", PAGES).rows);
  const marks: Mark[] = runs.flatMap((run) => {
    const took = tookOf(run, span.until);
    if (took === undefined || !run.start_time || took < 0) return [];
    return [
      {
        id: run.id ?? "",
        at: Date.parse(run.start_time),
        took,
        kind: kindOf(run.state_type, run.state_name),
        label: `${names.flow(run.flow_id)} / ${run.name}`,
      },
    ];
  });
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel>
        <div className="pt-2">
          <Loaded query={history} what="The history" room="h-44">
            {(data) => <StackedBars label="Runs over time" buckets={buckets(data)} height={120} onSelect={onSpan} />}
          </Loaded>
        </div>
      </Panel>
      <Panel>
        <div className="pt-2">
          <Scatter
            marks={marks}
            span={span}
            height={118}
            what={runs.length < MOST ? "a run" : `one of the newest ${compact(MOST)} runs`}
            onOpen={(id) => router.history.push(`/runs/${id}`)}
          />
        </div>
      </Panel>
    </div>
  );
}
