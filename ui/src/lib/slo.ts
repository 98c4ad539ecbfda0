import type { Slo, SloInterval, SloKind, SloSelect, SloSeverity, SloSpec, SloStatus } from "@/api/slos";
import type { RunFilters } from "./filters";
import { compact, percent } from "./number";
import type { Kind } from "./states";
import { duration } from "./time";

export const KINDS: Record<SloKind, { label: string; limit: string | undefined }> = {
  "max-duration": { label: "runs take no longer than", limit: "30m" },
  "success-rate": { label: "runs succeed", limit: undefined },
  freshness: { label: "there is a success at least every", limit: "24h" },
  lateness: { label: "runs start no later than", limit: "5m" },
  metric: { label: "a metric is within bounds", limit: undefined },
};

export const SEVERITIES: SloSeverity[] = ["minor", "low", "moderate", "high", "critical"];

const SCALES: [string, number][] = [
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
];

/** Seconds of `30m`, `1h30m` or `7d`: numbers with units, the largest first. Undefined of anything else. */
export function seconds(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?|\.\d+)([wdhms])/g)];
  if (!parts.length || parts.map(([part]) => part).join("") !== text.trim()) return undefined;
  let [sum, largest] = [0, Number.POSITIVE_INFINITY];
  for (const [, number, unit] of parts) {
    const scale = SCALES.find(([name]) => name === unit)?.[1] ?? 0;
    if (scale >= largest) return undefined;
    largest = scale;
    sum += Number(number) * scale;
  }
  return sum;
}

/** `30m`, `1h30m`, `30d` of seconds. */
export function length(of: number): string {
  let [rest, text] = [of, ""];
  for (const [unit, scale] of SCALES) {
    if (unit === "w") continue;
    const count = unit === "s" ? Number((rest / scale).toFixed(3)) : Math.floor(rest / scale);
    if (count) text += `${count}${unit}`;
    rest -= count * scale;
  }
  return text || "0s";
}

/** The share of `99.9%`. */
export function share(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?|\.\d+)\s*%$/.exec(text.trim());
  // The point is moved in the text, so that 99.9 % is the same number as 0.999.
  return found ? Number(`${found[1]}e-2`) : undefined;
}

export const shareText = (of: number) => `${Number((of * 100).toPrecision(10))}%`;

/** What is promised, in a sentence. */
export function promise({ kind, limit_seconds, metric, target, window_seconds }: SloSpec): string {
  const limit = limit_seconds === null ? "" : length(limit_seconds);
  const bounds = [
    typeof metric?.min === "number" ? `at least ${compact(metric.min)}` : "",
    typeof metric?.max === "number" ? `at most ${compact(metric.max)}` : "",
  ].filter(Boolean);
  const what = {
    "max-duration": `runs take ${limit} at most`,
    "success-rate": "runs succeed",
    freshness: `a success at least every ${limit}`,
    lateness: `runs start within ${limit}`,
    metric: `${metric?.name} is ${bounds.join(" and ")}`,
  }[kind];
  return target === null ? what : `${shareText(target)}: ${what}, over ${length(window_seconds)}`;
}

/** Whose runs are meant, in words. */
export function selected(select: SloSelect): string {
  const said = [
    select.flows.length ? select.flows.join(" or ") : "",
    select.deployments.length ? select.deployments.join(" or ") : "",
    select.tags.length ? `tagged ${select.tags.join(" and ")}` : "",
    select.work_pools.length ? `in ${select.work_pools.join(" or ")}` : "",
  ].filter(Boolean);
  return said.join(", ") || "all runs";
}

/** What of a kind counts, as numbers and times are written. */
export const counted = (value: number, unit: SloStatus["unit"]): string =>
  unit === "seconds" ? duration(value * 1000) : compact(value);

/** The colour of a state: red is broken, amber is a budget that burns or is nearly gone. */
export function tone({ spec, status }: Pick<Slo, "spec" | "status">): Kind {
  if (!spec.enabled || status.state === "unknown") return "scheduled";
  if (status.state === "breached") return "failed";
  return status.alert !== null || (status.budget?.left_share ?? 1) < 0.1 ? "late" : "completed";
}

/** The state in a word. */
export const stateWords = ({ spec, status }: Pick<Slo, "spec" | "status">): string =>
  spec.enabled ? { unknown: "nothing counted yet", met: "met", breached: "breached" }[status.state] : "switched off";

const RANK: Kind[] = ["failed", "late", "completed", "scheduled"];

/** Broken ones first, of these the most severe, and then those with the least left. */
export const byUrgency = (slos: readonly Slo[]): Slo[] =>
  [...slos].sort(
    (a, b) =>
      RANK.indexOf(tone(a)) - RANK.indexOf(tone(b)) ||
      SEVERITIES.indexOf(b.spec.severity) - SEVERITIES.indexOf(a.spec.severity) ||
      (a.status.budget?.left_share ?? 1) - (b.status.budget?.left_share ?? 1) ||
      a.spec.name.localeCompare(b.spec.name),
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The runs that an objective looks at, as filters of the API. Names and ids of one list cannot both be asked for: ids are told. */
export function runsOf(
  select: SloSelect,
  flows: readonly { id?: string; name: string }[],
  deployments: readonly { id?: string; name: string; flow_id: string }[],
): RunFilters {
  const flowIds = select.flows.map((one) => (UUID.test(one) ? one : flows.find((flow) => flow.name === one)?.id));
  const flowName = (id: string) => flows.find((flow) => flow.id === id)?.name;
  const deploymentIds = deployments
    .filter(({ id, name, flow_id }) =>
      select.deployments.some((one) => one === id || one === name || one === `${flowName(flow_id)}/${name}`),
    )
    .map(({ id }) => id);
  const known = (ids: (string | undefined)[]) => ids.filter((id): id is string => id !== undefined);
  return {
    ...(select.flows.length ? { flows: { id: { any_: known(flowIds) } } } : {}),
    ...(select.deployments.length ? { deployments: { id: { any_: known(deploymentIds) } } } : {}),
    ...(select.tags.length ? { flow_runs: { tags: { all_: select.tags } } } : {}),
    ...(select.work_pools.length ? { work_pools: { name: { any_: select.work_pools } } } : {}),
  };
}

interface Place {
  id?: string;
  name: string;
}

/** Whether an objective looks at runs of a flow, or of one deployment of it. Those of tags and pools alone are of no flow. */
export function concerns(
  { spec: { select }, deployment_id }: Pick<Slo, "spec" | "deployment_id">,
  flow: Place,
  deployments: readonly Place[],
): boolean {
  if (deployment_id !== null) return deployments.some((one) => one.id === deployment_id);
  if (select.deployments.length)
    return deployments.some(({ id, name }) =>
      select.deployments.some((one) => one === id || one === name || one === `${flow.name}/${name}`),
    );
  return select.flows.some((one) => one === flow.name || one === flow.id);
}

/** How fast the budget was spent in an interval: at 1 it lasts exactly for the window. */
export function burn({ good, bad }: Pick<SloInterval, "good" | "bad">, target: number): number | null {
  return good + bad > 0 ? bad / (good + bad) / (1 - target) : null;
}

/** `43% left`, `overspent by 180%`. */
export function budgetWords(left: number): string {
  return left >= 0 ? `${percent(left)} left` : `overspent by ${Math.round(-left * 100)}%`;
}
