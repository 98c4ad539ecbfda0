import type { Entry } from "./log-lines";

/** Lines of the API, each of which has an id. */
export interface Told {
  id: string;
  timestamp: string;
  level: number;
  message: string;
  task_run_id?: string | null;
}

const same = (one: Entry, other: Entry) => one.level === other.level && one.task === other.task && one.message === other.message;

/**
 * The log of a run, by time. The whole of it is read without ids; what is told afterwards has them, and may have been read or
 * told before.
 */
export class LogBook {
  /** One array throughout. */
  readonly entries: Entry[] = [];
  #ids = new Set<string>();

  /** Adds an entry of the whole log, which comes in order. */
  read(entry: Entry) {
    this.entries.push(entry);
  }

  /** Adds a line unless it is there. Equal lines of one moment are told apart by their ids. */
  tell({ id, timestamp, level, message, task_run_id }: Told) {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const entry: Entry = { id, at: Date.parse(timestamp), level, task: task_run_id ?? "", message };
    let place = this.entries.length;
    while (place > 0 && (this.entries[place - 1]?.at ?? 0) > entry.at) place--;
    for (let before = place - 1; this.entries[before]?.at === entry.at; before--) {
      const one = this.entries[before];
      if (one && !one.id && same(one, entry)) {
        one.id = id;
        return;
      }
    }
    this.entries.splice(place, 0, entry);
  }

  /** The time of the last line, in milliseconds since 1970. */
  get last(): number | undefined {
    return this.entries.at(-1)?.at;
  }
}
