import type { QueryClient } from "@tanstack/react-query";
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
  const runs = [id, ...event.related.map((one) => one["prefect.resource.id"] ?? "")]
    .filter((resource) => resource.startsWith("prefect.flow-run."))
    .map((resource) => resource.slice("prefect.flow-run.".length));
  if (name.startsWith("prefect.flow-run.")) keys.push(["runs"]);
  if (name.startsWith("prefect.flow-run.") || name.startsWith("prefect.task-run.")) keys.push(...runs.map((run) => ["run", run]));
  if (name.startsWith("prefect.deployment.")) keys.push(["deployments"], ["deployment"]);
  if (name.startsWith("weir.slo.")) keys.push(["slos"], ["alerts"]);
  if (name.startsWith("prefect.automation.")) keys.push(["automations"], ["firings"], ["incidents"]);
  if (name.startsWith("prefect.work-pool.") || name.startsWith("prefect.work-queue.") || name.startsWith("prefect.worker.")) {
    keys.push(["pools"], ["pool"]);
  }
  return keys;
}

/** Keeps what is shown up to date, by the server's stream of events. */
export function live(client: QueryClient) {
  const waiting = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = false;
  const flush = () => {
    timer = undefined;
    for (const key of waiting.values()) void client.invalidateQueries({ queryKey: key });
    waiting.clear();
  };
  return follow(
    "/events/out",
    { occurred: { since: new Date().toISOString() }, event: { prefix: ["prefect.", "weir."] } },
    (message) => {
      const { event } = message as Told;
      if (!event) return;
      for (const key of concerned(event)) waiting.set(key.join("/"), key);
      if (waiting.size && timer === undefined) timer = setTimeout(flush, GATHER);
    },
    (open) => {
      // What happened while the stream was broken is not told again.
      if (open && before) void client.invalidateQueries();
      before ||= open;
    },
  );
}
