import { Page } from "@/components/basics";
import { TabBar } from "@/components/tabs";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";
import { BottlenecksView } from "./bottlenecks";
import { ConcurrencyView } from "./concurrency";
import { FailuresView } from "./failures";
import { RetriesView } from "./retries";
import { RunsView } from "./runs";
import { TrendsView } from "./trends";

const VIEWS = [
  { value: "runs", label: "Success and durations", View: RunsView },
  { value: "concurrency", label: "Concurrency", View: ConcurrencyView },
  { value: "bottlenecks", label: "Bottlenecks", View: BottlenecksView },
  { value: "failures", label: "Failures", View: FailuresView },
  { value: "retries", label: "Retries", View: RetriesView },
  { value: "trends", label: "Trends", View: TrendsView },
];

export default function Insights() {
  const [tab = "runs", setTab] = useParam("tab");
  const [filters] = useFilters();
  const span = useSpan({ ...filters, range: filters.range ?? "7d" }, 60_000);
  const { View } = VIEWS.find((one) => one.value === tab) ?? { View: RunsView };
  return (
    <Page title="Insights">
      <TabBar label="Insights" tabs={VIEWS} value={tab} onChange={(next) => setTab(next === "runs" ? undefined : next)} />
      <View span={span} />
    </Page>
  );
}
