import { hashKey, type InvalidateQueryFilters, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { follow } from "@/api/socket";

/** How long changes gather before what is shown is asked for again, in milliseconds. */
const GATHER = 2000;

interface Told {
  event?: { event: string; resource: Record<string, string>; related: Record<string, string>[] };
}

/** What is to be asked for again after an event: the beginnings of queries' keys. */
export function concerned(event: NonNullable<Told["event"]>): string[][] {
  const id = event.resource["prefect.resource.id"] ?? "";
  const name = event.event;
  const keys: string[][] = [];
  // A sign of life changes nothing that is shown.
  if (name.endsWith(".heartbeat")) return keys;
  const runs = [id, ...event.related.map((one) => one["prefect.resource.id"] ?? "")]
    .filter((resource) => resource.startsWith("prefect.flow-run."))
    .map((resource) => resource.slice("prefect.flow-run.".length));
  if (name.startsWith("prefect.flow-run.")) keys.push(["runs"]);
  if (name.startsWith("prefect.flow-run.") || name.startsWith("prefect.task-run.")) keys.push(...runs.map((run) => ["run", run]));
  if (name.startsWith("prefect.deployment.")) keys.push(["deployments"], ["deployment"]);
  if (name.startsWith("weir.slo.")) keys.push(["slos"], ["alerts"]);
  if (name.startsWith("prefect.automation.")) keys.push(["automations"], ["firings"], ["incidents"]);
  if (name.startsWith("weir.incident.")) keys.push(["incidents"]);
  if (name.startsWith("prefect.work-pool.") || name.startsWith("prefect.work-queue.") || name.startsWith("prefect.worker.")) {
    keys.push(["pools"], ["pool"]);
  }
  return keys;
}

/** Gathers what is to be asked for again, and asks for it every so often. */
export class Refresher {
  #waiting = new Map<string, InvalidateQueryFilters>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  constructor(readonly client: QueryClient) {}

  add(queryKey: QueryKey, exact = false) {
    this.#waiting.set(hashKey([queryKey, exact]), { queryKey, exact });
    this.#timer ??= setTimeout(() => this.#flush(), GATHER);
  }

  #flush() {
    this.#timer = undefined;
    const due = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of due) {
      // An answer that is on its way is not thrown away, or slow ones would never come; what it may lack is asked for after it.
      const busy = this.client.getQueryCache().findAll({ ...one, type: "active", fetchStatus: "fetching" });
      void this.client.invalidateQueries(one, { cancelRefetch: false });
      for (const query of busy) this.add(query.queryKey, true);
    }
  }
}

/** Keeps what is shown up to date, by the server's stream of events. */
export function live(client: QueryClient) {
  const refresher = new Refresher(client);
  let before = false;
  return follow(
    "/events/out",
    { occurred: { since: new Date().toISOString() }, event: { prefix: ["prefect.", "weir."] } },
    (message) => {
      const { event } = message as Told;
      if (event) for (const key of concerned(event)) refresher.add(key);
    },
    (open) => {
      // What happened while the stream was broken is not told again.
      if (open && before) void client.invalidateQueries();
      before ||= open;
    },
  );
}
