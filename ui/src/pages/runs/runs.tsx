import { useEffect, useState } from "react";
import type { RunSort } from "@/api/queries";
import { Input, Page, Panel } from "@/components/basics";
import { runFilters } from "@/lib/filters";
import { narrowed } from "@/lib/run-search";
import { spanFilter, useFilters, useParam, useSpan } from "@/lib/use-filters";
import { Charts } from "./charts";
import { More } from "./more";
import { Saved } from "./saved";
import { Table } from "./table";

const SORTS: [RunSort, string][] = [
  ["EXPECTED_START_TIME_DESC", "Newest first"],
  ["EXPECTED_START_TIME_ASC", "Oldest first"],
  ["END_TIME_DESC", "Ended last"],
  ["NAME_ASC", "Name"],
];

export default function Runs() {
  const [filters, change] = useFilters();
  const [sort, setSort] = useParam("sort");
  const [named, setNamed] = useParam("name");
  const [typed, setTyped] = useState(named ?? "");
  const span = useSpan(filters);
  const search = { name: named, level: useParam("level")[0], queue: useParam("queue")[0], version: useParam("version")[0] };
  const wanted = narrowed(runFilters(filters, span), search);
  const chosen = SORTS.find(([value]) => value === sort)?.[0] ?? "EXPECTED_START_TIME_DESC";
  useEffect(() => {
    const timer = setTimeout(() => typed !== (named ?? "") && setNamed(typed || undefined), 250);
    return () => clearTimeout(timer);
  }, [typed, named, setNamed]);
  return (
    <Page
      title="Runs"
      aside={
        <>
          <Input
            type="search"
            aria-label="Search by name"
            placeholder="Name or id of a run…  /"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="!h-7 w-56"
          />
          <select
            aria-label="Order"
            value={chosen}
            onChange={(event) => setSort(event.target.value)}
            className="h-7 rounded-md border bg-raised px-1.5 text-xs"
          >
            {SORTS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <More />
          <Saved />
        </>
      }
    >
      <Charts filters={wanted} span={span} onSpan={(one) => change(spanFilter(one))} />
      <Panel flush className="overflow-hidden">
        <Table key={JSON.stringify([filters, search, chosen])} filters={wanted} sort={chosen} />
      </Panel>
    </Page>
  );
}
