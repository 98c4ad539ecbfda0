import type { Trigger } from "./automation";
import { idOf, partsOf, roleOf, type Told } from "./resources";

/** What is made anew each time: a trigger for one of them alone would never fire again. */
const PASSING: ReadonlySet<string> = new Set(["flow-run", "task-run"]);

/** By what the runs that are like one are told apart from others, the narrower first. */
const KEPT = ["deployment", "flow"];

/**
 * A trigger that fires on events like this one. An event of a run stands for those of all runs of its deployment, or of its
 * flow where it has none, each for itself; another event for those of the same resource.
 */
export function triggerLike(event: Told): Trigger {
  const id = idOf(event.resource);
  const kind = partsOf(id)?.kind;
  const common = { type: "event", posture: "Reactive", expect: [event.event] };
  if (!kind || !PASSING.has(kind)) return { ...common, match: { "prefect.resource.id": id }, threshold: 1, within: 0 };
  const kept = KEPT.map((role) => event.related.find((labels) => roleOf(labels) === role)).find((labels) => labels !== undefined);
  return {
    ...common,
    match: { "prefect.resource.id": `prefect.${kind}.*` },
    ...(kept ? { match_related: { "prefect.resource.id": idOf(kept), "prefect.resource.role": roleOf(kept) } } : {}),
    for_each: ["prefect.resource.id"],
    threshold: 1,
    within: 0,
  };
}

/** A trigger in an address, and back; what is no trigger there is none. */
export const writeTrigger = (trigger: Trigger): string => JSON.stringify(trigger);
export function readTrigger(text: string | undefined): Trigger | undefined {
  try {
    const made: unknown = JSON.parse(text ?? "");
    return typeof made === "object" && made !== null && typeof (made as Trigger).type === "string"
      ? (made as Trigger)
      : undefined;
  } catch {
    return undefined;
  }
}
