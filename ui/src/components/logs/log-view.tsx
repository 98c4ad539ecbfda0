import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ArrowDownToLine, Download, TriangleAlert, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { Button, Empty, Failed, Input } from "@/components/basics";
import { firstError, LEVELS, levelName, type Row, select } from "@/lib/log-lines";
import { plural } from "@/lib/number";
import { useZone } from "@/lib/prefs";
import { clock, full } from "@/lib/time";
import { downloadLog, useLogs } from "./use-logs";

const HEIGHT = 20;

interface Props {
  run: string;
  going: boolean;
  /** Only the lines of this task run. */
  task?: { id: string; label: string } | undefined;
  onClearTask?: () => void;
  taskName: (id: string) => string;
  height: string;
  /** Each time that this grows, the log goes to its first error. */
  jump?: number;
}

const LOOK: Record<string, string> = {
  ERROR: "text-danger",
  CRITICAL: "text-danger",
  WARN: "text-late",
  INFO: "text-muted",
  DEBUG: "text-muted",
};

/** Saves the whole log as a file; a link could not show the credentials. */
async function download(run: string) {
  try {
    const url = URL.createObjectURL(await (await downloadLog(run)).blob());
    Object.assign(document.createElement("a"), { href: url, download: `${run}-logs.csv` }).click();
    URL.revokeObjectURL(url);
  } catch (error) {
    toast.error(`The log was not saved: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function marked(text: string, search: string) {
  if (!search) return text;
  const at = text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-sm bg-late/40 text-ink">{text.slice(at, at + search.length)}</mark>
      {text.slice(at + search.length)}
    </>
  );
}

export function LogView({ run, going, task, onClearTask, taskName, height, jump = 0 }: Props) {
  const logs = useLogs(run, going);
  const [level, setLevel] = useState(0);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const [tail, setTail] = useState(going);
  const zone = useZone();
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries are one array, whose version tells of changes
  const rows: Row[] = useMemo(
    () => select(logs.entries, { level, tasks: task ? new Set([task.id]) : undefined, search }),
    [logs.entries, logs.version, level, task?.id, search],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 30,
  });
  const error = useMemo(() => firstError(rows), [rows]);
  useEffect(() => {
    if (tail && rows.length) virtual.scrollToIndex(rows.length - 1, { align: "end" });
  }, [tail, rows.length, virtual]);
  const toError = () => {
    setTail(false);
    virtual.scrollToIndex(error, { align: "center" });
  };
  const jumped = useRef(0);
  const holder = useRef<HTMLDivElement>(null);
  // Whoever asks for the error before the log is read, is led there once it is.
  useEffect(() => {
    if (jumped.current === jump || logs.loading) return;
    jumped.current = jump;
    if (error >= 0) toError();
    holder.current?.scrollIntoView({ block: "nearest" });
  });
  const items = virtual.getVirtualItems();
  return (
    <div ref={holder} className="flex scroll-mt-14 flex-col" style={{ height }}>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <Input
          type="search"
          aria-label="Search the log"
          placeholder="Search the log…  /"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="!h-7 w-52 max-w-full"
        />
        <select
          aria-label="Lowest level"
          value={level}
          onChange={(event) => setLevel(Number(event.target.value))}
          className="h-7 rounded-md border bg-raised px-1.5 text-xs"
        >
          <option value={0}>All levels</option>
          {LEVELS.slice(1).map(([value, label]) => (
            <option key={value} value={value}>
              {label} and above
            </option>
          ))}
        </select>
        {task && (
          <Button small onClick={onClearTask} aria-label={`Only ${task.label}; show all tasks`}>
            {task.label} <X size={12} />
          </Button>
        )}
        <span className="text-xs text-muted" role="status">
          {logs.loading ? `Reading… ${plural(logs.entries.length, "line")}` : plural(rows.length, "line")}
        </span>
        <span className="ml-auto flex items-center gap-1">
          {error >= 0 && (
            <Button small look="danger" onClick={toError}>
              <TriangleAlert size={13} aria-hidden /> First error
            </Button>
          )}
          <Button small look={tail ? "primary" : "ghost"} aria-pressed={tail} onClick={() => setTail(!tail)}>
            <ArrowDownToLine size={13} aria-hidden /> {going ? "Follow" : "End"}
          </Button>
          <Button small look="ghost" aria-label="Download the log as CSV" onClick={() => void download(run)}>
            <Download size={13} />
          </Button>
        </span>
      </div>
      {logs.error && <Failed error={logs.error} what="The log" retry={logs.retry} />}
      {!logs.loading && !logs.error && rows.length === 0 ? (
        <Empty
          title={
            logs.entries.length
              ? task && !level && !search
                ? "It logged nothing"
                : "No line passes the filters"
              : "Nothing was logged"
          }
        >
          {!logs.entries.length && (
            <>
              Lines that a flow writes with <code className="font-mono">get_run_logger()</code>, or by{" "}
              <code className="font-mono">print</code> with <code className="font-mono">log_prints=True</code>, appear here.
            </>
          )}
        </Empty>
      ) : (
        <section
          ref={scroller}
          tabIndex={0}
          aria-label="Log lines"
          className="min-h-0 flex-1 overflow-auto font-mono text-xs"
          onWheel={(event) => {
            if (event.deltaY < 0) setTail(false);
          }}
        >
          <div style={{ height: virtual.getTotalSize(), position: "relative", minWidth: "max-content" }}>
            <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }} className="absolute top-0 left-0 min-w-full">
              {items.map(({ index, key }) => {
                const row = rows[index];
                if (!row) return null;
                const name = levelName(row.entry.level);
                const bad = row.entry.level >= 40;
                return (
                  <div
                    key={key}
                    style={{ height: HEIGHT, lineHeight: `${HEIGHT}px` }}
                    className={clsx("flex gap-3 px-3 whitespace-pre", bad ? "bg-danger-soft/60" : "hover:bg-sunken")}
                  >
                    <time className="w-[5.6rem] shrink-0 text-muted" title={row.head ? full(row.entry.at, zone) : undefined}>
                      {row.head ? clock(row.entry.at, zone) : ""}
                    </time>
                    <span className={clsx("w-10 shrink-0", LOOK[name])}>{row.head ? name : ""}</span>
                    {!task && (
                      <span className="hidden w-36 shrink-0 truncate text-muted sm:inline">
                        {row.head && row.entry.task ? taskName(row.entry.task) : ""}
                      </span>
                    )}
                    <span className={clsx("pr-6", bad && row.head && "font-semibold")}>{marked(row.text, search)}</span>
                  </div>
                );
              })}
            </div>
          </div>
        </section>
      )}
    </div>
  );
}
