import { useQuery } from "@tanstack/react-query";
import { deploymentsQuery, flowsQuery, metricsQuery, poolsQuery, useNames } from "@/api/queries";
import type { SloKind, SloSelect, SloSeverity } from "@/api/slos";
import { Input } from "@/components/basics";
import { Labelled, SELECT } from "@/components/labelled";
import { type Option, Picker } from "@/components/overlays";
import { KINDS, SEVERITIES, seconds, share } from "@/lib/slo";
import type { Written } from "@/lib/slo-file";

/** With the kind its limit and its metric change, and nothing else. */
function ofKind(objective: Written, kind: SloKind): Written {
  const { limit, metric, ...rest } = objective;
  const begun = KINDS[kind].limit;
  return {
    ...rest,
    kind,
    ...(begun ? { limit: limit ?? begun } : {}),
    ...(kind === "metric" ? { metric: metric ?? { name: "", min: 0 } } : {}),
    // A success rate has a target always.
    ...(kind === "success-rate" && !rest.target ? { target: "99%" } : {}),
  };
}

function Metric({ objective, onChange }: { objective: Written; onChange: (next: Written) => void }) {
  const known = useQuery(metricsQuery).data;
  const metric: NonNullable<Written["metric"]> = objective.metric ?? { name: "" };
  const names = [...new Set(known?.map((one) => one.name))];
  const set = (next: Partial<NonNullable<Written["metric"]>>) => {
    const made = Object.fromEntries(Object.entries({ ...metric, ...next }).filter(([, value]) => value !== undefined));
    onChange({ ...objective, metric: made as NonNullable<Written["metric"]> });
  };
  const bound = (name: "min" | "max", label: string) => (
    <Labelled label={label}>
      {(id) => (
        <Input
          id={id}
          type="number"
          step="any"
          className="w-full"
          value={metric[name] ?? ""}
          onChange={(event) => set({ [name]: event.target.value === "" ? undefined : Number(event.target.value) })}
        />
      )}
    </Labelled>
  );
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Labelled label="Metric">
        {(id) => (
          <>
            <Input
              id={id}
              list={`${id}-known`}
              className="w-full font-mono !text-xs"
              value={metric.name}
              onChange={(event) => set({ name: event.target.value })}
            />
            <datalist id={`${id}-known`}>
              {names.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Labelled>
      {bound("min", "At least")}
      {bound("max", "At most")}
    </div>
  );
}

/** Whose runs are looked at. */
function Select({ objective, onChange }: { objective: Written; onChange: (next: Written) => void }) {
  const names = useNames();
  const flows = useQuery(flowsQuery).data;
  const deployments = useQuery(deploymentsQuery).data;
  const pools = useQuery(poolsQuery).data;
  const tags = [...new Set([...(deployments ?? []), ...(flows ?? [])].flatMap((one) => one.tags ?? []))].sort();
  const all: [keyof SloSelect, string, Option[] | undefined][] = [
    ["flows", "Flows", flows?.map((flow) => ({ value: flow.name, label: flow.name }))],
    [
      "deployments",
      "Deployments",
      deployments?.map((one) => {
        const name = `${names.flow(one.flow_id)}/${one.name}`;
        return { value: name, label: name };
      }),
    ],
    ["tags", "Tags", tags.map((tag) => ({ value: tag, label: tag }))],
    ["work_pools", "Work pools", pools?.map((pool) => ({ value: pool.name, label: pool.name }))],
  ];
  const toggle = (list: keyof SloSelect) => (value: string, on: boolean) => {
    const rest = (objective.select?.[list] ?? []).filter((one) => one !== value);
    const made = Object.entries({ ...objective.select, [list]: on ? [...rest, value] : rest }).filter(([, one]) => one.length);
    const { select: _, ...kept } = objective;
    onChange(made.length ? { ...kept, select: Object.fromEntries(made) } : kept);
  };
  return (
    <fieldset aria-label="Whose runs" className="flex flex-wrap gap-1">
      {all.map(([list, label, options]) => (
        <Picker key={list} label={label} options={options} chosen={objective.select?.[list] ?? []} onToggle={toggle(list)} free />
      ))}
    </fieldset>
  );
}

/** What an objective promises, of whose runs, and how bad it is to break it. */
export function Form({ objective, onChange }: { objective: Written; onChange: (next: Written) => void }) {
  const set = (next: Partial<Written>) => onChange({ ...objective, ...next });
  const bad = (value: unknown, read: (text: string) => number | undefined, example: string) =>
    typeof value === "string" && read(value) === undefined ? `Write it as in ${example}.` : undefined;
  return (
    <div className="flex flex-col gap-3">
      <Labelled label="Name">
        {(id) => (
          <Input id={id} className="w-full" value={objective.name} onChange={(event) => set({ name: event.target.value })} />
        )}
      </Labelled>
      <Labelled label="Description">
        {(id) => (
          <Input
            id={id}
            className="w-full"
            value={objective.description ?? ""}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Labelled>
      <h3 className="border-t pt-3 text-[13px] font-semibold">What is promised</h3>
      <div className="grid gap-3 sm:grid-cols-[2fr_1fr]">
        <Labelled label="That">
          {(id) => (
            <select
              id={id}
              className={SELECT}
              value={objective.kind}
              onChange={(event) => onChange(ofKind(objective, event.target.value as SloKind))}
            >
              {Object.entries(KINDS).map(([kind, { label }]) => (
                <option key={kind} value={kind}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        {KINDS[objective.kind].limit && (
          <Labelled label="Limit" hint={bad(objective.limit, seconds, "30m, 1h30m or 7d")}>
            {(id) => (
              <Input
                id={id}
                className="w-full"
                value={String(objective.limit ?? "")}
                placeholder={KINDS[objective.kind].limit}
                onChange={(event) => set({ limit: event.target.value })}
              />
            )}
          </Labelled>
        )}
      </div>
      {objective.kind === "metric" && <Metric objective={objective} onChange={onChange} />}
      <div className="grid gap-3 sm:grid-cols-3">
        <Labelled label="For this share" hint={bad(objective.target, share, "99% or 99.9%")}>
          {(id) => (
            <Input
              id={id}
              className="w-full"
              value={String(objective.target ?? "")}
              placeholder="each single one"
              onChange={(event) => {
                const { target: _, ...rest } = objective;
                onChange(event.target.value ? { ...rest, target: event.target.value } : rest);
              }}
            />
          )}
        </Labelled>
        <Labelled label="Over" hint={bad(objective.window, seconds, "7d or 30d")}>
          {(id) => (
            <Input
              id={id}
              className="w-full"
              value={String(objective.window ?? "")}
              placeholder="30d"
              onChange={(event) => {
                const { window: _, ...rest } = objective;
                onChange(event.target.value ? { ...rest, window: event.target.value } : rest);
              }}
            />
          )}
        </Labelled>
        <Labelled label="Severity">
          {(id) => (
            <select
              id={id}
              className={SELECT}
              value={objective.severity ?? "moderate"}
              onChange={(event) => set({ severity: event.target.value as SloSeverity })}
            >
              {SEVERITIES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Labelled>
      </div>
      <h3 className="border-t pt-3 text-[13px] font-semibold">Of whose runs</h3>
      <Select objective={objective} onChange={onChange} />
      <p className="text-xs text-muted">Nothing chosen is all runs; a run must meet each list that has something in it.</p>
      <label className="inline-flex items-center gap-2 text-[13px]">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={objective.enabled ?? true}
          onChange={(event) => {
            const { enabled: _, ...rest } = objective;
            onChange(event.target.checked ? rest : { ...rest, enabled: false });
          }}
        />
        It is watched
      </label>
    </div>
  );
}
