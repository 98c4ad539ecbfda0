import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { Failed, Page } from "./components/basics";
import { NotFound } from "./components/not-found";
import { Shell } from "./components/shell";
import { type Dimension, type Filters, parseSearch, readFilters, writeSearch } from "./lib/filters";
import Overview from "./pages/overview/overview";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (raw: Record<string, unknown>): Filters => readFilters(raw),
  search: { middlewares: [retainSearchParams(["range", "from", "to", "flow", "deployment", "tag", "pool", "state"])] },
});

const page = <P extends string>(
  path: P,
  title: string,
  load: () => Promise<Record<string, unknown>>,
  filters?: { without?: (Dimension | "range")[]; range?: string },
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    staticData: { title, ...(filters ? { filters } : {}) },
    component: lazyRouteComponent(load as never, "default" as never),
  });

/** What is of one flow or deployment has no filters but the time. */
const NARROW: { without: Dimension[]; range: string } = { without: ["flow", "deployment", "tag", "pool", "state"], range: "7d" };

/** The page that most come to first: it is not asked for separately. */
const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  staticData: { title: "Overview", filters: {} },
  component: Overview,
});

const pages = [
  page("/runs", "Runs", () => import("./pages/runs/runs"), {}),
  page("/runs/$runId", "Run", () => import("./pages/run/run")),
  page("/flows", "Flows", () => import("./pages/flows")),
  page("/flows/$flowId", "Flow", () => import("./pages/flow"), NARROW),
  page("/deployments", "Deployments", () => import("./pages/deployments")),
  page("/deployments/$deploymentId", "Deployment", () => import("./pages/deployment/deployment"), NARROW),
  page("/insights", "Insights", () => import("./pages/insights/insights"), { range: "7d" }),
  page("/slos", "Objectives", () => import("./pages/slos/list")),
  page("/slos/new", "New objective", () => import("./pages/slos/new")),
  page("/slos/$sloId", "Objective", () => import("./pages/slos/slo"), { ...NARROW, range: "30d" }),
  page("/automations", "Automations", () => import("./pages/automations/list")),
  page("/automations/new", "New automation", () => import("./pages/automations/new")),
  page("/automations/$automationId", "Automation", () => import("./pages/automations/automation")),
  page("/incidents", "Incidents", () => import("./pages/incidents")),
  page("/work-pools", "Work pools", () => import("./pages/work-pools/list")),
  page("/work-pools/$poolName", "Work pool", () => import("./pages/work-pools/pool"), NARROW),
  page("/concurrency", "Concurrency", () => import("./pages/concurrency/concurrency")),
  page("/variables", "Variables", () => import("./pages/variables")),
  page("/artifacts", "Artifacts", () => import("./pages/artifacts")),
  page("/blocks", "Blocks", () => import("./pages/blocks/list")),
  page("/blocks/new", "New block", () => import("./pages/blocks/new")),
  page("/blocks/$blockId", "Block", () => import("./pages/blocks/block")),
  page("/metrics-explorer", "Metrics", () => import("./pages/metrics/metrics"), { ...NARROW, range: "30d" }),
  page("/settings", "Settings", () => import("./pages/settings/settings")),
  page("/resources/$resourceId", "Resource", () => import("./pages/resource"), NARROW),
  page("/events", "Events", () => import("./pages/events"), { without: ["flow", "deployment", "tag", "pool", "state"] }),
];

/** Where links lead that the SDK prints, and that messages of automations hold. */
const elsewhere = (
  [
    ["/runs/flow-run/$id", "/runs/"],
    ["/flow-runs/flow-run/$id", "/runs/"],
    ["/flow-runs/$id", "/runs/"],
    ["/flows/flow/$id", "/flows/"],
    ["/deployments/deployment/$id", "/deployments/"],
    ["/automations/automation/$id", "/automations/"],
    ["/work-pools/work-pool/$id", "/work-pools/"],
    ["/blocks/block/$id", "/blocks/"],
  ] as const
).map(([path, to]) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ href: to + (params as { id: string }).id });
    },
  }),
);

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([overview, ...pages, ...elsewhere]),
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => (
      <Page title="Something went wrong">
        <Failed error={error} what="This page" retry={reset} />
      </Page>
    ),
  });
}
