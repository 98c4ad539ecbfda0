import { useEffect, useReducer, useRef } from "react";
import { authorization, credentials } from "@/api/client";
import { follow } from "@/api/socket";
import { CsvReader } from "@/lib/csv";
import { type Entry, entryOf, identity } from "@/lib/log-lines";

export interface Logs {
  entries: Entry[];
  /** Grows with each change of `entries`, which is one array throughout. */
  version: number;
  loading: boolean;
  error: Error | undefined;
  retry: () => void;
}

interface Streamed {
  log?: { timestamp: string; level: number; message: string; task_run_id: string | null };
}

/** How many of the newest entries are held against what the stream brings, which may overlap with what was read. */
const OVERLAP = 500;

/** All lines of a run: those that there are, in one answer that is read as it comes, and while the run goes on those that follow. */
export function useLogs(run: string, going: boolean): Logs {
  const state = useRef<Omit<Logs, "retry">>({ entries: [], version: 0, loading: true, error: undefined });
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  const [, render] = useReducer((count: number) => count + 1, 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    const abort = new AbortController();
    const entries: Entry[] = [];
    const early: Entry[] = [];
    let read = false;
    let frame = 0;
    state.current = { entries, version: 0, loading: true, error: undefined };
    const changed = () => {
      state.current = { ...state.current, version: entries.length };
      // Lines come by thousands: what is seen changes once a frame.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        render();
      });
    };
    const add = (entry: Entry) => {
      const known = new Set(entries.slice(-OVERLAP).map(identity));
      if (!known.has(identity(entry))) entries.push(entry);
    };
    const stream = going
      ? follow("/logs/out", { flow_run_id: { any_: [run] } }, (message) => {
          const { log } = message as Streamed;
          if (!log) return;
          const entry = { at: Date.parse(log.timestamp), level: log.level, task: log.task_run_id ?? "", message: log.message };
          if (!read) {
            early.push(entry);
            return;
          }
          add(entry);
          changed();
        })
      : undefined;
    const load = async () => {
      const auth = authorization(credentials.get());
      const response = await fetch(`/api/flow_runs/${run}/logs/download`, {
        signal: abort.signal,
        headers: auth ? { Authorization: auth } : {},
      });
      if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`);
      const csv = new CsvReader();
      let head = true;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const fields of csv.push(value)) {
          const entry = head ? undefined : entryOf(fields);
          head = false;
          if (entry) entries.push(entry);
        }
        changed();
      }
      read = true;
      early.forEach(add);
      state.current = { ...state.current, loading: false };
      changed();
    };
    load().catch((error: unknown) => {
      if (abort.signal.aborted) return;
      state.current = { ...state.current, loading: false, error: error instanceof Error ? error : new Error(String(error)) };
      changed();
    });
    return () => {
      abort.abort();
      stream?.close();
      cancelAnimationFrame(frame);
    };
  }, [run, going, attempt]);
  return { ...state.current, retry };
}
