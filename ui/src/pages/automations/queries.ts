import { queryOptions } from "@tanstack/react-query";
import { api, request } from "@/api/client";
import type { ActionPage } from "@/api/own";
import { everything, PAGE } from "@/api/queries";

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: ({ signal }) =>
    everything((offset) => api.post("/automations/filter", { body: { limit: PAGE, offset, sort: "NAME_ASC" } as never, signal })),
});

/** The newest actions of one automation, or of all. */
export const firingsQuery = (automation?: string) =>
  queryOptions({
    queryKey: ["firings", automation ?? "all"],
    queryFn: ({ signal }) =>
      request(
        "get",
        `/weir/automation_actions?limit=${PAGE}${automation ? `&automation_id=${automation}` : ""}`,
        undefined,
        signal,
      ) as Promise<ActionPage>,
  });
