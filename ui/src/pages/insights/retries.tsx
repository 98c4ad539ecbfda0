import { useQuery } from "@tanstack/react-query";
import { insightQuery } from "@/api/insights";
import { Empty, Loaded, Panel } from "@/components/basics";
import { RetriesTable } from "@/components/retries-table";
import type { Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";

/** What was retried, and whether that helped. */
export function RetriesView({ span }: { span: Span }) {
  const asked = useAsked();
  const query = useQuery(insightQuery("/insights/retries", span, asked));
  return (
    <Loaded query={query} what="The retries" room="h-96">
      {({ tasks, flows, tasks_left_out, flows_left_out }) =>
        tasks.length || flows.length ? (
          <>
            {tasks.length > 0 && <RetriesTable title="Tasks that were retried" rows={tasks} leftOut={tasks_left_out} />}
            {flows.length > 0 && <RetriesTable title="Flows that were retried" rows={flows} leftOut={flows_left_out} />}
          </>
        ) : (
          <Panel>
            <Empty title="Nothing was retried in this time">Choose a longer time above, or fewer filters.</Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}
