import { api, newestRun } from "./browser";

/** Every page, with what stands on it when it is ready. */
export async function pages(): Promise<{ name: string; path: string; ready: string }[]> {
  const [good, bad] = [await newestRun("etl-orders"), await newestRun("billing")];
  const [deployment] = await api<{ id: string; flow_id: string }[]>("/deployments/filter", { limit: 1 });
  const [automation] = await api<{ id: string }[]>("/automations/filter", {});
  const [slo] = await api<{ id: string }[]>("/slos/filter", { name: "billing succeeds" });
  const [block] = await api<{ id: string }[]>("/block_documents/filter", {});
  if (!slo || !block) throw new Error("nothing is promised, or kept secret");
  if (!deployment || !automation) throw new Error("nothing is deployed, or nothing watches");
  return [
    { name: "overview", path: "/", ready: "text=Failures by cause" },
    { name: "runs", path: "/runs", ready: "[data-row]" },
    { name: "run", path: `/runs/${good.id}`, ready: "[aria-label='Log lines']" },
    { name: "run-failed", path: `/runs/${bad.id}`, ready: "text=First error" },
    ...["graph", "logs", "tasks", "details", "metrics", "artifacts", "states", "events"].map((tab) => ({
      name: `run-${tab}`,
      path: `/runs/${good.id}?tab=${tab}`,
      ready: "[role=tab][data-state=active]",
    })),
    { name: "flows", path: "/flows", ready: "table" },
    { name: "flow", path: `/flows/${deployment.flow_id}`, ready: "text=Newest runs" },
    { name: "deployments", path: "/deployments", ready: "table" },
    { name: "deployment", path: `/deployments/${deployment.id}`, ready: "text=Newest runs" },
    { name: "deployment-schedules", path: `/deployments/${deployment.id}?tab=schedules`, ready: "text=Calendar" },
    { name: "deployment-configuration", path: `/deployments/${deployment.id}?tab=configuration`, ready: "text=Parameter schema" },
    { name: "insights", path: "/insights", ready: "[aria-label='Figures by group']" },
    ...["concurrency", "bottlenecks", "failures", "retries", "trends"].map((tab) => ({
      name: `insights-${tab}`,
      path: `/insights?tab=${tab}`,
      ready: "text=CSV",
    })),
    { name: "slos", path: "/slos", ready: "table" },
    { name: "slo", path: `/slos/${slo.id}`, ready: "text=Burn rates now" },
    { name: "slo-offences", path: `/slos/${slo.id}?tab=offences`, ready: "table" },
    { name: "slo-edit", path: `/slos/${slo.id}?tab=edit`, ready: ".cm-content" },
    { name: "slo-new", path: "/slos/new", ready: ".cm-content" },
    { name: "automations", path: "/automations", ready: "[role=switch]" },
    { name: "automation", path: `/automations/${automation.id}`, ready: "text=What it did" },
    { name: "automation-edit", path: `/automations/${automation.id}?tab=edit`, ready: ".cm-content" },
    { name: "automation-new", path: "/automations/new", ready: "text=Begin with a recipe" },
    { name: "incidents", path: "/incidents", ready: "text=Acknowledge" },
    { name: "incidents-resolved", path: "/incidents?tab=resolved", ready: "[role=tab][data-state=active]" },
    { name: "slo-events", path: `/slos/${slo.id}?tab=events`, ready: "text=weir.slo." },
    { name: "work-pools", path: "/work-pools", ready: "table" },
    { name: "work-pool", path: "/work-pools/processes", ready: "text=Newest runs" },
    ...["workers", "queues", "template"].map((tab) => ({
      name: `work-pool-${tab}`,
      path: `/work-pools/processes?tab=${tab}`,
      ready: "[role=tab][data-state=active]",
    })),
    { name: "concurrency", path: "/concurrency", ready: "text=Limits by name" },
    { name: "blocks", path: "/blocks", ready: "table" },
    { name: "block-new", path: "/blocks/new", ready: "text=Choose a kind" },
    { name: "block", path: `/blocks/${block.id}`, ready: "text=Secrets are not sent back" },
    { name: "variables", path: "/variables", ready: "table" },
    { name: "artifacts", path: "/artifacts", ready: "table" },
    { name: "artifact", path: "/artifacts?key=orders-table", ready: "table" },
    { name: "metrics", path: "/metrics-explorer", ready: "table" },
    { name: "settings", path: "/settings", ready: "text=This server" },
    { name: "settings-access", path: "/settings?tab=access", ready: "text=There is no key" },
    { name: "settings-audit", path: "/settings?tab=audit", ready: "text=Nothing was changed with a key yet" },
    { name: "settings-storage", path: "/settings?tab=storage", ready: "text=What the database holds" },
    { name: "resource", path: `/resources/prefect.flow-run.${bad.id}`, ready: "text=What happened" },
    { name: "events", path: "/events", ready: "text=/events$/" },
    { name: "not-found", path: "/nowhere", ready: "text=Nothing lies at this address" },
  ];
}
