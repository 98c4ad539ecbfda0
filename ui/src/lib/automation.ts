import { parse, parseAllDocuments, stringify } from "yaml";

/** An automation as it is sent and as it stands in files. What a form does not know is kept as it is. */
export interface Automation {
  name: string;
  description?: string;
  enabled?: boolean;
  tags?: string[];
  trigger: Trigger;
  actions: Action[];
  actions_on_trigger?: Action[];
  actions_on_resolve?: Action[];
}

export type Action = { type: string } & Record<string, unknown>;

export interface Trigger {
  type: string;
  posture?: string;
  expect?: string[];
  after?: string[];
  match?: Record<string, string | string[]>;
  match_related?: Record<string, string | string[]> | Record<string, string | string[]>[];
  for_each?: string[];
  threshold?: number;
  within?: number;
  metric?: {
    name: string;
    operator: string;
    threshold: number;
    range?: number;
    firing_for?: number;
    aggregation?: string | null;
  };
  [more: string]: unknown;
}

export const blank = (): Automation => ({
  name: "",
  trigger: {
    type: "event",
    posture: "Reactive",
    match: { "prefect.resource.id": "prefect.flow-run.*" },
    expect: ["prefect.flow-run.Failed"],
    threshold: 1,
    within: 0,
  },
  actions: [],
});

/** The names of a text that has spaces or commas between them. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** A trigger's labels with these resources in the place of its own: one as text, several as a list, none as any. */
export function withResources(match: Trigger["match"], resources: string[]): NonNullable<Trigger["match"]> {
  const { "prefect.resource.id": _, ...rest } = match ?? {};
  const [one, ...more] = resources;
  return one === undefined ? rest : { ...rest, "prefect.resource.id": more.length ? resources : one };
}

export const write = (automation: Automation): string => stringify(automation, { lineWidth: 110 });

/** Reads YAML or JSON; throws what is wrong, with its line. */
export function read(text: string): Automation {
  const made: unknown = parse(text);
  if (typeof made !== "object" || made === null || Array.isArray(made))
    throw new Error("An automation has a name, a trigger and actions.");
  const { name, trigger, actions } = made as Partial<Automation>;
  if (typeof name !== "string") throw new Error("The automation has no name.");
  if (typeof trigger !== "object" || trigger === null || typeof trigger.type !== "string")
    throw new Error("The automation has no trigger, or its trigger no type.");
  if (actions !== undefined && !Array.isArray(actions)) throw new Error("The actions must be a list.");
  return { ...(made as Automation), actions: (actions ?? []) as Action[] };
}

const isEmpty = (value: unknown) =>
  value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** An automation as a person would write it: without what the server adds of its own accord, and what says nothing. */
export function stripped(stored: Record<string, unknown>): Automation {
  const { id: _, created: __, updated: ___, account: ____, workspace: _____, ...rest } = stored;
  const bare = (trigger: unknown): unknown => {
    if (typeof trigger !== "object" || trigger === null) return trigger;
    const { id: _, triggers, ...all } = trigger as Record<string, unknown>;
    const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)));
    return Array.isArray(triggers) ? { ...kept, triggers: triggers.map(bare) } : kept;
  };
  const { name, description, enabled, trigger, actions = [], ...others } = rest;
  const ordered = { name, description, enabled, trigger: bare(trigger), actions, ...others };
  const said = Object.entries(ordered).filter(([key, value]) => key === "actions" || (value !== undefined && !isEmpty(value)));
  return Object.fromEntries(said) as unknown as Automation;
}

/** The automations of a file: one, a list, or an object with a list. The comment at its head tells what it is for. */
export function recipes(text: string): { about: string; automation: Automation }[] {
  const about = text
    .split("\n")
    .filter((line, at, all) => line.startsWith("#") && all.slice(0, at).every((before) => before.startsWith("#")))
    .map((line) => line.replace(/^#\s?/, ""))
    .join(" ");
  return parseAllDocuments(text).flatMap((document) => {
    const made: unknown = document.toJS();
    const list = Array.isArray(made) ? made : (((made as { automations?: unknown[] }).automations ?? [made]) as unknown[]);
    return list.map((automation) => ({ about, automation: automation as Automation }));
  });
}

/** A trigger in a sentence. */
export function describe(trigger: Trigger): string {
  if (trigger.type === "metric" && trigger.metric) {
    const { name, operator, threshold } = trigger.metric;
    return `${name} ${operator} ${threshold}`;
  }
  if (trigger.type === "event") {
    const events = trigger.expect?.join(" or ") || "any event";
    const times = (trigger.threshold ?? 1) > 1 ? `${trigger.threshold} times ` : "";
    const within = trigger.within ? `within ${trigger.within} s` : "";
    return trigger.posture?.toLowerCase() === "proactive"
      ? `no ${events} ${within}`.trim()
      : `${events} ${times}${within}`.trim();
  }
  return `${trigger.type} trigger`;
}

/** What an action asks for. */
export interface Field {
  name: string;
  label: string;
  kind: "text" | "long" | "number" | "block" | "deployment" | "pool" | "automation" | "severity" | "state";
}

const NOTE: Field[] = [{ name: "message", label: "Message", kind: "long" }];
const DEPLOYMENT: Field[] = [{ name: "deployment_id", label: "Deployment", kind: "deployment" }];
const POOL: Field[] = [{ name: "work_pool_id", label: "Work pool", kind: "pool" }];
const AUTOMATION: Field[] = [{ name: "automation_id", label: "Automation", kind: "automation" }];

export const ACTIONS: Record<string, { label: string; fields: Field[]; begin?: Record<string, unknown> }> = {
  "send-notification": {
    label: "Send a notification",
    fields: [
      { name: "block_document_id", label: "Block", kind: "block" },
      { name: "subject", label: "Subject", kind: "text" },
      { name: "body", label: "Body", kind: "long" },
    ],
    begin: { subject: "{{ flow.name }} / {{ flow_run.name }}", body: "{{ flow_run.state.message }}\n{{ flow_run|ui_url }}" },
  },
  "send-slack-message": { label: "Send a Slack message", fields: [...NOTE, { name: "webhook", label: "Webhook", kind: "text" }] },
  "send-pagerduty-alert": {
    label: "Alert PagerDuty",
    fields: [
      { name: "severity", label: "Severity", kind: "severity" },
      { name: "summary", label: "Summary", kind: "text" },
    ],
  },
  "declare-incident": {
    label: "Declare an incident",
    fields: [
      { name: "title", label: "Title", kind: "text" },
      { name: "severity", label: "Severity", kind: "severity" },
    ],
  },
  "call-webhook": {
    label: "Call a webhook",
    fields: [
      { name: "block_document_id", label: "Block", kind: "block" },
      { name: "payload", label: "Payload", kind: "long" },
    ],
  },
  "retry-flow-run": {
    label: "Retry the flow run",
    fields: [
      { name: "max_retries", label: "Retries at most", kind: "number" },
      { name: "retry_delay", label: "Seconds between", kind: "number" },
    ],
    begin: { max_retries: 3, retry_delay: 300 },
  },
  "run-deployment": { label: "Run a deployment", fields: DEPLOYMENT, begin: { source: "selected" } },
  "pause-deployment": { label: "Pause a deployment", fields: DEPLOYMENT, begin: { source: "selected" } },
  "resume-deployment": { label: "Resume a deployment", fields: DEPLOYMENT, begin: { source: "selected" } },
  "cancel-flow-run": { label: "Cancel the flow run", fields: [] },
  "suspend-flow-run": { label: "Suspend the flow run", fields: [] },
  "resume-flow-run": { label: "Resume the flow run", fields: [] },
  "change-flow-run-state": {
    label: "Set the flow run’s state",
    fields: [
      { name: "state", label: "State", kind: "state" },
      { name: "message", label: "Message", kind: "text" },
    ],
    begin: { state: "FAILED" },
  },
  "pause-work-pool": { label: "Pause a work pool", fields: POOL, begin: { source: "selected" } },
  "resume-work-pool": { label: "Resume a work pool", fields: POOL, begin: { source: "selected" } },
  "pause-automation": { label: "Pause an automation", fields: AUTOMATION, begin: { source: "selected" } },
  "resume-automation": { label: "Resume an automation", fields: AUTOMATION, begin: { source: "selected" } },
};
