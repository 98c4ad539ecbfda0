import { useQuery } from "@tanstack/react-query";
import { flowsQuery } from "@/api/queries";
import type { Filters } from "./filters";
import { insightFilters } from "./insights";
import { useFilters } from "./use-filters";

/** The filters of the address, without those named, as an insight has them. */
export function useAsked(...without: (keyof Filters)[]) {
  const [filters] = useFilters();
  const flows = useQuery(flowsQuery).data;
  const kept = Object.fromEntries(Object.entries(filters).filter(([name]) => !without.includes(name as keyof Filters)));
  return insightFilters(kept, flows);
}
