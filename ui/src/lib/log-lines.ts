/** The lines of a log as rows of equal height: a message of several lines is several rows. */

export interface Entry {
  /** Its id, where the server told it: the whole log comes without. */
  id?: string;
  at: number;
  level: number;
  task: string;
  message: string;
}

export interface Row {
  entry: Entry;
  text: string;
  /** Whether it is the first of its entry. */
  head: boolean;
}

export const LEVELS = [
  [10, "Debug"],
  [20, "Info"],
  [30, "Warning"],
  [40, "Error"],
] as const;

export const levelName = (level: number) =>
  level >= 50 ? "CRITICAL" : level >= 40 ? "ERROR" : level >= 30 ? "WARN" : level >= 20 ? "INFO" : "DEBUG";

// What terminals take for colours is noise here.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with the escape character
const ANSI = /\u001b\[[0-9;]*m/g;

export function rowsOf(entry: Entry): Row[] {
  return entry.message
    .replace(ANSI, "")
    .split("\n")
    .map((text, line) => ({ entry, text: text.replace(/\r$/, ""), head: line === 0 }));
}

export interface LogFilter {
  level: number;
  tasks: ReadonlySet<string> | undefined;
  search: string;
}

/** The rows of the entries that pass; a search keeps whole entries, so that a traceback stays together. */
export function select(entries: readonly Entry[], filter: LogFilter): Row[] {
  const wanted = filter.search.toLowerCase();
  const rows: Row[] = [];
  for (const entry of entries) {
    if (entry.level < filter.level) continue;
    if (filter.tasks && !filter.tasks.has(entry.task)) continue;
    if (wanted && !entry.message.toLowerCase().includes(wanted)) continue;
    rows.push(...rowsOf(entry));
  }
  return rows;
}

/** Where the run first went wrong: the first row of the first error. */
export function firstError(rows: readonly Row[]): number {
  return rows.findIndex((row) => row.head && row.entry.level >= 40);
}

/** A row of the API's CSV: timestamp, level, flow run, task run, message. */
export function entryOf(fields: readonly string[]): Entry | undefined {
  const [timestamp, level, , task, message] = fields;
  if (!timestamp || message === undefined) return undefined;
  const at = Date.parse(timestamp.replace(" ", "T"));
  return Number.isFinite(at) ? { at, level: Number(level), task: task ?? "", message } : undefined;
}
