import { useQuery } from "@tanstack/react-query";
import { Box, CalendarRange, Server, Tag as TagIcon, Workflow, X, Zap } from "lucide-react";
import { useState } from "react";
import { deploymentsQuery, flowsQuery, poolsQuery } from "@/api/queries";
import { DIMENSIONS, type Dimension, type Filters, withValue } from "@/lib/filters";
import { useZone } from "@/lib/prefs";
import { STATE_NAMES } from "@/lib/states";
import { RANGES, short, type Zone } from "@/lib/time";
import { useFilters } from "@/lib/use-filters";
import { Button, buttonLook, Input } from "./basics";
import { Picker, Popover } from "./overlays";

function rangeLabel(filters: Filters, zone: Zone, range: string): string {
  if (filters.from && Number.isFinite(Date.parse(filters.from))) {
    const to = filters.to ? short(Date.parse(filters.to), zone) : "now";
    return `${short(Date.parse(filters.from), zone)} – ${to}`;
  }
  return RANGES.find(([name]) => name === (filters.range ?? range))?.[1] ?? "Last 24 hours";
}

/** An instant for `datetime-local`, and back. */
const toInput = (iso: string | undefined) => {
  if (!iso || !Number.isFinite(Date.parse(iso))) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const fromInput = (text: string) => (text ? new Date(text).toISOString() : undefined);

function RangePicker({ filters, change, range }: { range: string; filters: Filters; change: (next: Partial<Filters>) => void }) {
  const zone = useZone();
  const [from, setFrom] = useState(toInput(filters.from));
  const [to, setTo] = useState(toInput(filters.to));
  return (
    <Popover
      trigger={
        <button
          type="button"
          className={buttonLook("plain", true)}
          aria-label={`Time range: ${rangeLabel(filters, zone, range)}`}
        >
          <CalendarRange size={13} aria-hidden /> {rangeLabel(filters, zone, range)}
        </button>
      }
    >
      <div className="flex w-64 flex-col gap-2 p-1">
        <div className="grid grid-cols-2 gap-1">
          {RANGES.map(([name, label]) => (
            <Button
              key={name}
              small
              look={!filters.from && (filters.range ?? range) === name ? "primary" : "ghost"}
              onClick={() => change({ range: name === range ? undefined : name, from: undefined, to: undefined })}
            >
              {label}
            </Button>
          ))}
        </div>
        <form
          className="flex flex-col gap-1.5 border-t pt-2"
          onSubmit={(event) => {
            event.preventDefault();
            change({ from: fromInput(from), to: fromInput(to), range: undefined });
          }}
        >
          <label className="flex items-center justify-between gap-2 text-xs text-muted">
            From <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} className="w-44" />
          </label>
          <label className="flex items-center justify-between gap-2 text-xs text-muted">
            To <Input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} className="w-44" />
          </label>
          <Button small type="submit" disabled={!from}>
            Use this time
          </Button>
        </form>
      </div>
    </Popover>
  );
}

/** The time and the filters that all pages share. `range` is the time of a page where nobody chose one. */
export function FilterBar({ without, range }: { without: readonly (Dimension | "range")[]; range: string }) {
  const [filters, change] = useFilters();
  const flows = useQuery(flowsQuery).data;
  const deployments = useQuery(deploymentsQuery).data;
  const pools = useQuery(poolsQuery).data;
  const toggle = (name: Dimension) => (value: string, on: boolean) =>
    change({ [name]: withValue(filters, name, value, on)[name] });
  const flowName = (id: string) => flows?.find((flow) => flow.id === id)?.name ?? "";
  const tags = [...new Set([...(deployments ?? []), ...(flows ?? [])].flatMap((one) => one.tags ?? []))].sort();
  const any = DIMENSIONS.some((name) => filters[name]);
  const all: Record<Dimension, [string, typeof Box, { value: string; label: string; hint?: string }[] | undefined]> = {
    flow: ["Flow", Workflow, flows?.map((flow) => ({ value: flow.name, label: flow.name }))],
    deployment: ["Deployment", Box, deployments?.map((one) => ({ value: one.id, label: one.name, hint: flowName(one.flow_id) }))],
    tag: ["Tag", TagIcon, tags.map((tag) => ({ value: tag, label: tag }))],
    pool: ["Pool", Server, pools?.map((pool) => ({ value: pool.name, label: pool.name, hint: pool.type }))],
    state: ["State", Zap, STATE_NAMES.map((name) => ({ value: name, label: name }))],
  };
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1" aria-label="Time and filters">
      {!without.includes("range") && <RangePicker filters={filters} change={change} range={range} />}
      {DIMENSIONS.filter((name) => !without.includes(name)).map((name) => {
        const [label, Icon, options] = all[name];
        return (
          <Picker
            key={name}
            label={label}
            icon={<Icon size={13} aria-hidden />}
            options={options}
            chosen={filters[name] ?? []}
            onToggle={toggle(name)}
            free={name === "tag"}
          />
        );
      })}
      {any && (
        <Button small look="ghost" onClick={() => change(Object.fromEntries(DIMENSIONS.map((name) => [name, undefined])))}>
          <X size={12} aria-hidden /> Clear
        </Button>
      )}
    </fieldset>
  );
}
