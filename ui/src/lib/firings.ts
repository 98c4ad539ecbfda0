import type { ActionRecord } from "@/api/own";
import { idOf, type Labels, nameOf, roleOf } from "./resources";

/** A firing of an automation: what it was about, and what was then done. */
export interface Firing {
  key: string;
  /** When it fired. */
  at: string;
  /** Whether the trigger fired, or what it fired for is over. */
  state: "Triggered" | "Resolved";
  /** What it was about; none for triggers that watch everything at once. */
  about: { id: string; name: string } | undefined;
  /** The flow and the deployment of the run that it was about, as far as the event names them. */
  beside: string[];
  /** The event on which it fired. */
  event: string | undefined;
  /** The value of the metric on which it fired. */
  value: number | undefined;
  /** What was done, in the automation's order. */
  actions: ActionRecord[];
}

/** What the event is about, or what the trigger watches by itself; a name that is not known is the end of the id. */
function aboutOf({ event, labels }: ActionRecord["firing"]): Firing["about"] {
  const resource = (event?.resource ?? labels) as Labels;
  const id = idOf(resource);
  return id ? { id, name: nameOf(resource) || id.replace(/^(?:prefect|weir)\./, "").slice(0, 24) } : undefined;
}

/** The firings that asked for these actions, in the order of the first action of each. */
export function firingsOf(actions: readonly ActionRecord[]): Firing[] {
  const found = new Map<string, Firing>();
  for (const action of actions) {
    const { firing } = action;
    const key = firing.told_event_id ?? action.id;
    const known = found.get(key);
    if (known) {
      known.actions.push(action);
      continue;
    }
    const related = (firing.event?.related ?? []) as Labels[];
    found.set(key, {
      key,
      at: action.created,
      state: firing.state ?? "Triggered",
      about: aboutOf(firing),
      beside: ["flow", "deployment"].flatMap((role) => {
        const name = related.find((labels) => roleOf(labels) === role);
        return name && nameOf(name) ? [nameOf(name)] : [];
      }),
      event: firing.event?.event,
      value: firing.value ?? undefined,
      actions: [action],
    });
  }
  for (const firing of found.values()) firing.actions.sort((a, b) => a.action_index - b.action_index);
  return [...found.values()];
}

/** The members of actions that say most in a line, the best first. */
const LINES = ["subject", "title", "summary", "text", "event", "payload", "dedup_key"];

/** What an action said, in a line. */
export function lineOf({ rendered }: Pick<ActionRecord, "rendered">): string | undefined {
  const members = rendered as Record<string, unknown> | null;
  const line = LINES.map((name) => members?.[name]).find((value) => typeof value === "string" && value.trim() !== "");
  return line === undefined ? undefined : String(line).trim().split("\n")[0];
}
