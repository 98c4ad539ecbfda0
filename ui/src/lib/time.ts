export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `4.2s`, `3m 20s`, `2h 5m`, `3d 4h`: two units at most, of milliseconds. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  const sign = ms < 0 ? "-" : "";
  const abs = Math.abs(ms);
  if (abs < 1) return "0s";
  if (abs < SECOND) return `${sign}${Math.round(abs)}ms`;
  if (abs < 10 * SECOND) return `${sign}${(abs / SECOND).toFixed(1)}s`;
  if (abs < MINUTE - 500) return `${sign}${Math.round(abs / SECOND)}s`;
  const parts: [number, string][] = [
    [DAY, "d"],
    [HOUR, "h"],
    [MINUTE, "m"],
    [SECOND, "s"],
  ];
  const first = parts.findIndex(([unit]) => abs >= unit - (unit === MINUTE ? 500 : 0));
  const [big, small] = [parts[first], parts[first + 1]];
  if (!big || !small) return "0s";
  const total = Math.round(abs / small[0]);
  const per = big[0] / small[0];
  const [whole, rest] = [Math.floor(total / per), total % per];
  return sign + (rest ? `${whole}${big[1]} ${rest}${small[1]}` : `${whole}${big[1]}`);
}

/** `just now`, `3 min ago`, `in 2 h`, `5 d ago`. */
export function relative(at: number, now: number): string {
  const delta = at - now;
  const abs = Math.abs(delta);
  if (abs < 5 * SECOND) return "just now";
  const [amount, unit] =
    abs < MINUTE
      ? [Math.round(abs / SECOND), "s"]
      : abs < HOUR
        ? [Math.round(abs / MINUTE), "min"]
        : abs < DAY
          ? [Math.round(abs / HOUR), "h"]
          : [Math.round(abs / DAY), "d"];
  return delta < 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`;
}

/** A span of time: milliseconds since 1970, `until` after `since`. */
export interface Span {
  since: number;
  until: number;
}

/** The ranges that the bar offers. Those with a plus look ahead. */
export const RANGES = [
  ["1h", "Last hour", HOUR],
  ["6h", "Last 6 hours", 6 * HOUR],
  ["24h", "Last 24 hours", DAY],
  ["7d", "Last 7 days", 7 * DAY],
  ["30d", "Last 30 days", 30 * DAY],
  ["90d", "Last 90 days", 90 * DAY],
  ["+24h", "Next 24 hours", -DAY],
  ["+7d", "Next 7 days", -7 * DAY],
] as const;

export const DEFAULT_RANGE = "24h";

/** The span of a range; `now` is rounded up to the grain so that the question stays the same for a while. */
export function spanOf(range: string | undefined, from: string | undefined, to: string | undefined, now: number): Span {
  if (from) {
    const since = Date.parse(from);
    const until = to ? Date.parse(to) : now;
    if (Number.isFinite(since) && Number.isFinite(until) && until > since) return { since, until };
  }
  const length = RANGES.find(([name]) => name === range)?.[2] ?? DAY;
  const end = Math.ceil(now / (10 * SECOND)) * 10 * SECOND;
  return length < 0 ? { since: end, until: end - length } : { since: end - length, until: end };
}

const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
];

/** A round step that cuts a span into at most `most` pieces. */
export function stepOf(span: Span, most: number): number {
  const wanted = (span.until - span.since) / most;
  return STEPS.find((step) => step >= wanted) ?? Math.ceil(wanted / DAY) * DAY;
}

/** The span from a round beginning on, so that pieces of it begin at round times. */
export const aligned = (span: Span, step: number): Span => ({ since: Math.floor(span.since / step) * step, until: span.until });

export type Zone = "local" | "utc";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", zone === "utc" ? { ...options, timeZone: "UTC" } : options);
    formats.set(key, made);
  }
  return made;
}

/** `22 Nov 2026, 06:45:17` */
export const full = (at: number, zone: Zone) =>
  format(zone, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    at,
  );
/** `22 Nov, 06:45` */
export const short = (at: number, zone: Zone) =>
  format(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at);
/** `06:45:17.906` */
export const clock = (at: number, zone: Zone) =>
  format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(at);
export const hours = (at: number, zone: Zone) => format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
export const day = (at: number, zone: Zone) => format(zone, { day: "numeric", month: "short" }).format(at);

/** How an instant is written on an axis whose ticks are `step` apart. */
export function tick(at: number, step: number, zone: Zone): string {
  if (step >= HOUR && step < DAY && at % DAY < step) return day(at, zone);
  return step >= DAY ? day(at, zone) : step >= MINUTE ? hours(at, zone) : clock(at, zone).slice(0, 8);
}
