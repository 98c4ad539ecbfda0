import { useEffect, useReducer, useRef } from "react";
import { api, authorization, credentials, type Schemas } from "@/api/client";
import { everything, PAGE } from "@/api/queries";
import { follow } from "@/api/socket";
import { CsvReader } from "@/lib/csv";
import { LogBook, type Told } from "@/lib/log-book";
import { type Entry, entryOf } from "@/lib/log-lines";
import { SECOND } from "@/lib/time";

export interface Logs {
  entries: Entry[];
  /** Grows with each change of `entries`, which is one array throughout. */
  version: number;
  loading: boolean;
  error: Error | undefined;
  retry: () => void;
}

/** How long the stream is followed after a run has ended: its last lines come in late. */
const LINGER = 15 * SECOND;

/** How much of what was read is read again after a gap: lines of several machines do not come in order. */
const MARGIN = 10 * SECOND;

/** The most lines that are read after a gap. */
const MOST = 100_000;

const NOTHING: Entry[] = [];

/** The whole log of a run as the server keeps it. A refusal throws. */
export async function downloadLog(run: string, signal?: AbortSignal): Promise<Response> {
  const auth = authorization(credentials.get());
  const response = await fetch(`/api/flow_runs/${run}/logs/download`, {
    ...(signal ? { signal } : {}),
    headers: auth ? { Authorization: auth } : {},
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response;
}

/** Reads the whole log into a book; `onMore` is called with each part. */
async function readAll(run: string, book: LogBook, signal: AbortSignal, onMore: () => void) {
  const { body } = await downloadLog(run, signal);
  if (!body) return;
  const csv = new CsvReader();
  let head = true;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const fields of csv.push(value)) {
      const entry = head ? undefined : entryOf(fields);
      head = false;
      if (entry) book.read(entry);
    }
    onMore();
  }
}

/** The lines of a run since the last that a book has, and shortly before. */
const readSince = (run: string, book: LogBook, signal: AbortSignal) =>
  everything<Schemas["Log"]>(
    (offset) =>
      api.post("/logs/filter", {
        body: {
          logs: {
            flow_run_id: { any_: [run] },
            ...(book.last ? { timestamp: { after_: new Date(book.last - MARGIN).toISOString() } } : {}),
          },
          sort: "TIMESTAMP_ASC",
          limit: PAGE,
          offset,
        },
        signal,
      }) as Promise<Schemas["Log"][]>,
    MOST,
  );

/** One run's log: all that there is, and what is told of it afterwards. */
class Reading {
  readonly book = new LogBook();
  readonly abort = new AbortController();
  loading = true;
  error: Error | undefined;
  version = 0;
  #whole: Promise<boolean>;
  #early: Told[] = [];

  constructor(
    readonly run: string,
    readonly onChange: () => void,
  ) {
    this.#whole = this.#attempt(async () => {
      await readAll(run, this.book, this.abort.signal, this.#changed);
      this.loading = false;
      for (const line of this.#early.splice(0)) this.book.tell(line);
    });
  }

  #changed = () => {
    this.version++;
    this.onChange();
  };

  /** Whether it could be read. */
  async #attempt(read: () => Promise<void>): Promise<boolean> {
    this.error = undefined;
    try {
      await read();
    } catch (error) {
      if (this.abort.signal.aborted) return false;
      this.loading = false;
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    this.#changed();
    return !this.error;
  }

  tell(line: Told) {
    if (this.loading) this.#early.push(line);
    else {
      this.book.tell(line);
      this.#changed();
    }
  }

  /** Reads what was not told while nobody listened. */
  async catchUp() {
    if (!(await this.#whole) || this.abort.signal.aborted) return;
    await this.#attempt(async () => {
      for (const line of await readSince(this.run, this.book, this.abort.signal)) this.book.tell(line);
    });
  }
}

/** All lines of a run: those that there are, in one answer that is read as it comes, and while the run goes on those that follow. */
export function useLogs(run: string, going: boolean): Logs {
  const reading = useRef<Reading>(undefined);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  const [, render] = useReducer((count: number) => count + 1, 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let frame = 0;
    const one = new Reading(run, () => {
      // Lines come by thousands: what is seen changes once a frame.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        render();
      });
    });
    reading.current = one;
    render();
    return () => {
      one.abort.abort();
      cancelAnimationFrame(frame);
    };
  }, [run, attempt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another reading
  useEffect(() => {
    const one = reading.current;
    if (!going || !one) return;
    const stream = follow(
      "/logs/out",
      { flow_run_id: { any_: [run] } },
      (message) => {
        const { log } = message as { log?: Told };
        if (log) one.tell(log);
      },
      (open) => {
        if (open) void one.catchUp();
      },
    );
    const { signal } = one.abort;
    signal.addEventListener("abort", () => stream.close());
    return () => {
      // When the run has ended its lines stay, and the last ones are still awaited.
      if (signal.aborted) return;
      setTimeout(() => {
        stream.close();
        void one.catchUp();
      }, LINGER);
    };
  }, [run, going, attempt]);

  const { book, version = 0, loading = true, error } = reading.current ?? {};
  return { entries: book?.entries ?? NOTHING, version, loading, error, retry };
}
