import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import type { FlowRun } from "@/api/client";
import { PAGE, type RunSort, runsQuery } from "@/api/queries";
import type { RunFilters } from "@/lib/filters";

/**
 * Pages of the runs that pass. Filters whose end moves on with the time are others each time: what was found stays until the
 * new answer is there, and where it cannot be had.
 */
export function usePages(filters: RunFilters, sort: RunSort, pages: readonly number[], enabled = true) {
  const found = useRef(new Map<number, FlowRun[]>());
  const read = useQueries({ queries: pages.map((page) => ({ ...runsQuery(filters, sort, PAGE, page * PAGE), enabled })) });
  for (const [at, page] of pages.entries()) {
    const data = read[at]?.data;
    if (data) found.current.set(page, data);
  }
  return { read, rows: (page: number): FlowRun[] => found.current.get(page) ?? [] };
}
