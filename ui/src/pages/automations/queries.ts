import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { everything, PAGE } from "@/api/queries";

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: ({ signal }) =>
    everything((offset) => api.post("/automations/filter", { body: { limit: PAGE, offset, sort: "NAME_ASC" } as never, signal })),
});

/** The newest actions of all automations. */
export const firingsQuery = queryOptions({
  queryKey: ["firings", "all"],
  queryFn: ({ signal }) => api.get("/weir/automation_actions", { query: { limit: PAGE }, signal }),
});
