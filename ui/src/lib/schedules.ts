import { Cron } from "croner";
import { DAY, HOUR, MINUTE, SECOND } from "./time";

export interface Schedule {
  cron?: string;
  day_or?: boolean;
  interval?: number;
  anchor_date?: string;
  rrule?: string;
  timezone?: string | null;
}

/** The time zones to choose from, with those that are stored under a name that browsers no longer list. */
export function zonesWith(stored: string): string[] {
  const known = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return known.has(stored) ? [...known] : [stored, ...known];
}

/** The zone that a form begins with: of a schedule that is there what it goes by, which is UTC if it names none. */
export const zoneOf = (stored: Schedule | undefined): string =>
  stored ? (stored.timezone ?? "UTC") : Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A schedule in a few words. */
export function describe(schedule: Schedule): string {
  const zone = schedule.timezone ? ` (${schedule.timezone})` : "";
  if (schedule.cron) return `${schedule.cron}${zone}`;
  if (schedule.interval !== undefined) {
    const ms = schedule.interval * SECOND;
    const [amount, unit] =
      ms % DAY === 0
        ? [ms / DAY, "day"]
        : ms % HOUR === 0
          ? [ms / HOUR, "hour"]
          : ms % MINUTE === 0
            ? [ms / MINUTE, "minute"]
            : [schedule.interval, "second"];
    return amount === 1 ? `every ${unit}` : `every ${amount} ${unit}s`;
  }
  return `${schedule.rrule ?? "unknown"}${zone}`;
}

/** The next times of a schedule, in milliseconds since 1970. A schedule that cannot be read throws what is wrong with it. */
export async function next(schedule: Schedule, now: number, count: number): Promise<number[]> {
  if (schedule.cron) {
    const cron = new Cron(schedule.cron, { timezone: schedule.timezone ?? "UTC", domAndDow: schedule.day_or === false });
    return cron.nextRuns(count, new Date(now)).map((at) => at.getTime());
  }
  if (schedule.interval !== undefined) {
    const step = schedule.interval * SECOND;
    if (!(step > 0)) throw new Error("An interval must be longer than nothing.");
    const anchor = schedule.anchor_date ? Date.parse(schedule.anchor_date) : now;
    const first = anchor + Math.floor((now - anchor) / step + 1) * step;
    return Array.from({ length: count }, (_, at) => first + at * step);
  }
  if (schedule.rrule) {
    const { rrulestr } = await import("rrule");
    const rule = rrulestr(schedule.rrule, /DTSTART/i.test(schedule.rrule) ? {} : { dtstart: new Date(now) });
    const times: number[] = [];
    let after = new Date(now);
    while (times.length < count) {
      const found = rule.after(after);
      if (!found) break;
      times.push(found.getTime());
      after = found;
    }
    return times;
  }
  return [];
}
