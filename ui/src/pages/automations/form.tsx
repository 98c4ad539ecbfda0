import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { blocksQuery, deploymentsQuery, poolsQuery, useNames } from "@/api/queries";
import { Button, Input } from "@/components/basics";
import { Labelled, SELECT } from "@/components/labelled";
import { ACTIONS, type Action, type Automation, type Field, type Trigger, withResources, words } from "@/lib/automation";
import { automationsQuery } from "./queries";

const EVENTS = [
  "Failed",
  "Crashed",
  "TimedOut",
  "Completed",
  "Late",
  "Running",
  "Pending",
  "Cancelled",
  "Paused",
  "AwaitingRetry",
].map((state) => `prefect.flow-run.${state}`);
/** Several names, typed with spaces or commas between them. What is typed stays as it is, a comma at its end too. */
function Names({
  value,
  onChange,
  ...rest
}: {
  value: string[];
  onChange: (names: string[]) => void;
  id: string;
  list?: string;
  placeholder?: string;
}) {
  const [typed, setTyped] = useState(() => value.join(", "));
  const shown = words(typed).join() === value.join() ? typed : value.join(", ");
  return (
    <Input
      {...rest}
      className="w-full font-mono !text-xs"
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(words(event.target.value));
      }}
    />
  );
}

function EventTrigger({ trigger, set }: { trigger: Trigger; set: (next: Partial<Trigger>) => void }) {
  const proactive = trigger.posture?.toLowerCase() === "proactive";
  const resource = trigger.match?.["prefect.resource.id"];
  return (
    <>
      <Labelled label="It fires when">
        {(id) => (
          <select
            id={id}
            className={SELECT}
            value={proactive ? "Proactive" : "Reactive"}
            onChange={(event) =>
              set({
                posture: event.target.value,
                ...(event.target.value === "Proactive" && !trigger.within ? { within: 3600 } : {}),
              })
            }
          >
            <option value="Reactive">these events come</option>
            <option value="Proactive">these events fail to come</option>
          </select>
        )}
      </Labelled>
      <Labelled label="Events">
        {(id) => (
          <>
            <Names id={id} list={`${id}-known`} value={trigger.expect ?? []} onChange={(expect) => set({ expect })} />
            <datalist id={`${id}-known`}>
              {EVENTS.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Labelled>
      <Labelled label="Of this resource">
        {(id) => (
          <Names
            id={id}
            placeholder="prefect.flow-run.*"
            value={resource === undefined ? [] : [resource].flat()}
            onChange={(names) => set({ match: withResources(trigger.match, names) })}
          />
        )}
      </Labelled>
      <div className="grid grid-cols-2 gap-3">
        <Labelled label="How often">
          {(id) => (
            <Input
              id={id}
              type="number"
              min={1}
              className="w-full"
              value={trigger.threshold ?? 1}
              onChange={(event) => set({ threshold: Number(event.target.value) })}
            />
          )}
        </Labelled>
        <Labelled label="Within (seconds)">
          {(id) => (
            <Input
              id={id}
              type="number"
              min={0}
              className="w-full"
              value={trigger.within ?? 0}
              onChange={(event) => set({ within: Number(event.target.value) })}
            />
          )}
        </Labelled>
      </div>
    </>
  );
}

const METRIC = { name: "duration", operator: ">", threshold: 3600, range: 3600, firing_for: 300 };

function MetricTrigger({ trigger, set }: { trigger: Trigger; set: (next: Partial<Trigger>) => void }) {
  const metric = trigger.metric ?? METRIC;
  const change = (next: Partial<typeof METRIC>) => set({ metric: { ...metric, ...next } });
  return (
    <div className="grid grid-cols-2 gap-3">
      <Labelled label="Metric">
        {(id) => (
          <>
            <Input
              id={id}
              list={`${id}-known`}
              className="w-full"
              value={metric.name}
              onChange={(event) => change({ name: event.target.value })}
            />
            <datalist id={`${id}-known`}>
              {["duration", "lateness", "successes"].map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Labelled>
      <Labelled label="Is">
        {(id) => (
          <span className="flex gap-1.5">
            <select
              id={id}
              className={`${SELECT} !w-16`}
              value={metric.operator}
              onChange={(event) => change({ operator: event.target.value })}
            >
              {["<", "<=", ">", ">="].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
            <Input
              type="number"
              step="any"
              aria-label="Threshold"
              className="min-w-0 flex-1"
              value={metric.threshold}
              onChange={(event) => change({ threshold: Number(event.target.value) })}
            />
          </span>
        )}
      </Labelled>
      <Labelled label="Over the last (seconds)">
        {(id) => (
          <Input
            id={id}
            type="number"
            className="w-full"
            value={metric.range ?? 3600}
            onChange={(event) => change({ range: Number(event.target.value) })}
          />
        )}
      </Labelled>
      <Labelled label="For at least (seconds)">
        {(id) => (
          <Input
            id={id}
            type="number"
            className="w-full"
            value={metric.firing_for ?? 300}
            onChange={(event) => change({ firing_for: Number(event.target.value) })}
          />
        )}
      </Labelled>
    </div>
  );
}

function useChoices(): Partial<Record<Field["kind"], [string, string][]>> {
  const names = useNames();
  const deployments = useQuery(deploymentsQuery).data ?? [];
  const pools = useQuery(poolsQuery).data ?? [];
  const automations = useQuery(automationsQuery).data ?? [];
  const blocks = useQuery(blocksQuery).data ?? [];
  return {
    deployment: deployments.map((one) => [one.id ?? "", `${names.flow(one.flow_id)} / ${one.name}`]),
    pool: pools.map((one) => [one.id ?? "", one.name]),
    automation: automations.map((one) => [one.id, one.name]),
    block: blocks.map((one) => [one.id ?? "", `${one.name} (${one.block_type?.name ?? one.block_type_name})`]),
    severity: ["critical", "error", "warning", "info"].map((one) => [one, one]),
    state: ["FAILED", "COMPLETED", "CANCELLED", "CRASHED", "SCHEDULED"].map((one) => [one, one]),
  };
}

function ActionForm({
  action,
  set,
  remove,
  number,
}: {
  action: Action;
  set: (next: Action) => void;
  remove: () => void;
  number: number;
}) {
  const choices = useChoices();
  const kind = ACTIONS[action.type];
  return (
    <fieldset className="flex flex-col gap-2 rounded-md border p-3" aria-label={`Action ${number}`}>
      <div className="flex gap-2">
        <select
          aria-label="What is done"
          className={SELECT}
          value={action.type}
          onChange={(event) => set({ type: event.target.value, ...ACTIONS[event.target.value]?.begin })}
        >
          {!kind && <option value={action.type}>{action.type}</option>}
          {Object.entries(ACTIONS).map(([type, { label }]) => (
            <option key={type} value={type}>
              {label}
            </option>
          ))}
        </select>
        <Button look="ghost" aria-label={`Remove action ${number}`} onClick={remove}>
          <Trash2 size={14} />
        </Button>
      </div>
      {!kind && <p className="text-xs text-muted">The form does not know this action; its YAML does.</p>}
      {kind?.fields.map((field) => {
        const value = action[field.name];
        const text = value === undefined || value === null ? "" : String(value);
        const change = (next: unknown) => {
          const { [field.name]: _, ...rest } = action;
          set((next === undefined || next === "" ? rest : { ...rest, [field.name]: next }) as Action);
        };
        const options = choices[field.kind];
        return (
          <Labelled key={field.name} label={field.label}>
            {(id) =>
              options ? (
                <select id={id} className={SELECT} value={text} onChange={(event) => change(event.target.value)}>
                  <option value="">–</option>
                  {text && !options.some(([one]) => one === text) && <option value={text}>{text}</option>}
                  {options.map(([one, label]) => (
                    <option key={one} value={one}>
                      {label}
                    </option>
                  ))}
                </select>
              ) : field.kind === "long" ? (
                <textarea
                  id={id}
                  rows={3}
                  value={text}
                  onChange={(event) => change(event.target.value)}
                  className="w-full rounded-md border bg-raised p-2 font-mono text-xs"
                />
              ) : (
                <Input
                  id={id}
                  type={field.kind === "number" ? "number" : "text"}
                  className="w-full"
                  value={text}
                  onChange={(event) =>
                    change(field.kind === "number" && event.target.value ? Number(event.target.value) : event.target.value)
                  }
                />
              )
            }
          </Labelled>
        );
      })}
    </fieldset>
  );
}

/** The parts of an automation that people change most. What it does not show stays as it is. */
export function Form({ automation, onChange }: { automation: Automation; onChange: (next: Automation) => void }) {
  const { trigger, actions } = automation;
  const set = (next: Partial<Trigger>) => onChange({ ...automation, trigger: { ...trigger, ...next } });
  return (
    <div className="flex flex-col gap-3">
      <Labelled label="Name">
        {(id) => (
          <Input
            id={id}
            className="w-full"
            value={automation.name}
            onChange={(event) => onChange({ ...automation, name: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label="Description">
        {(id) => (
          <Input
            id={id}
            className="w-full"
            value={automation.description ?? ""}
            onChange={(event) => onChange({ ...automation, description: event.target.value })}
          />
        )}
      </Labelled>
      <h3 className="border-t pt-3 text-[13px] font-semibold">When</h3>
      <Labelled label="It watches">
        {(id) => (
          <select
            id={id}
            className={SELECT}
            value={trigger.type}
            onChange={(event) =>
              onChange({
                ...automation,
                trigger:
                  event.target.value === "metric"
                    ? {
                        type: "metric",
                        posture: "Metric",
                        match: { "prefect.resource.id": "prefect.flow-run.*" },
                        metric: METRIC,
                      }
                    : {
                        type: "event",
                        posture: "Reactive",
                        match: { "prefect.resource.id": "prefect.flow-run.*" },
                        expect: ["prefect.flow-run.Failed"],
                        threshold: 1,
                        within: 0,
                      },
              })
            }
          >
            <option value="event">events</option>
            <option value="metric">a metric</option>
            {!["event", "metric"].includes(trigger.type) && (
              <option value={trigger.type}>{trigger.type}: several triggers, see the YAML</option>
            )}
          </select>
        )}
      </Labelled>
      {trigger.type === "event" && <EventTrigger trigger={trigger} set={set} />}
      {trigger.type === "metric" && <MetricTrigger trigger={trigger} set={set} />}
      <h3 className="border-t pt-3 text-[13px] font-semibold">Then</h3>
      {actions.map((action, at) => (
        <ActionForm
          key={at}
          number={at + 1}
          action={action}
          set={(next) => onChange({ ...automation, actions: actions.map((one, place) => (place === at ? next : one)) })}
          remove={() => onChange({ ...automation, actions: actions.filter((_, place) => place !== at) })}
        />
      ))}
      <Button
        small
        className="self-start"
        onClick={() => onChange({ ...automation, actions: [...actions, { type: "declare-incident", severity: "error" }] })}
      >
        <Plus size={13} aria-hidden /> Add an action
      </Button>
    </div>
  );
}
