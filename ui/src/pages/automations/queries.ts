import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
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
    queryFn: ({ signal }) => api.get("/weir/automation_actions", { query: { limit: PAGE, automation_id: automation }, signal }),
  });
