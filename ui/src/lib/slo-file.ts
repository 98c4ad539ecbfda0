import { parse, stringify } from "yaml";
import type { SloKind, SloMetric, SloSelect, SloSeverity, SloSpec } from "@/api/slos";
import { KINDS, length, seconds, share, shareText } from "./slo";

/** An objective as it stands in files: times and shares as people write them. What a form does not know is kept as it is. */
export interface Written {
  name: string;
  description?: string;
  enabled?: boolean;
  severity?: SloSeverity;
  kind: SloKind;
  limit?: string;
  metric?: Partial<SloMetric> & Pick<SloMetric, "name">;
  target?: string;
  window?: string;
  select?: Partial<SloSelect>;
}

export const blank = (): Written => ({ name: "", kind: "success-rate", target: "99%", window: "30d" });

/** A declaration as people write it. */
export function written(spec: SloSpec): Written {
  const select = Object.fromEntries(Object.entries(spec.select).filter(([, list]) => list.length));
  return {
    name: spec.name,
    ...(spec.description ? { description: spec.description } : {}),
    ...(spec.enabled ? {} : { enabled: false }),
    kind: spec.kind,
    ...(spec.limit_seconds === null ? {} : { limit: length(spec.limit_seconds) }),
    ...(spec.metric ? { metric: bare(spec.metric) } : {}),
    ...(spec.target === null ? {} : { target: shareText(spec.target) }),
    window: length(spec.window_seconds),
    severity: spec.severity,
    ...(Object.keys(select).length ? { select } : {}),
  };
}

/** Without what is not said. */
const bare = (metric: SloMetric) =>
  Object.fromEntries(
    Object.entries(metric).filter(
      ([, value]) => value !== null && value !== undefined && !(typeof value === "object" && !Object.keys(value).length),
    ),
  ) as Partial<SloMetric> & Pick<SloMetric, "name">;

export const write = (objective: Written): string => stringify(objective, { lineWidth: 110 });

/** Reads YAML or JSON; throws what is wrong, with its line. */
export function read(text: string): Written {
  const made: unknown = parse(text);
  if (typeof made !== "object" || made === null || Array.isArray(made)) throw new Error("An objective has a name and a kind.");
  const { name, kind } = made as Partial<Written>;
  if (typeof name !== "string") throw new Error("The objective has no name.");
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind))
    throw new Error(`The kind is one of ${Object.keys(KINDS).join(", ")}.`);
  return made as Written;
}

/** The body for the API. Throws what of the times and shares cannot be read. */
export function body(objective: Written): Record<string, unknown> {
  const { limit, window, target, ...rest } = objective as Written & { limit?: unknown; window?: unknown; target?: unknown };
  const time = (name: string, value: unknown) => {
    const found = typeof value === "string" ? seconds(value) : undefined;
    if (found === undefined) throw new Error(`${name}: write a length of time as in 30m, 24h or 7d`);
    return found;
  };
  const part = (value: unknown) => {
    const found = typeof value === "number" ? value : typeof value === "string" ? share(value) : undefined;
    if (found === undefined) throw new Error("target: write a share as in 99.9%");
    return found;
  };
  return {
    ...rest,
    ...(limit === undefined ? {} : { limit_seconds: time("limit", limit) }),
    ...(window === undefined ? {} : { window_seconds: time("window", window) }),
    ...(target === undefined ? {} : { target: part(target) }),
  };
}
