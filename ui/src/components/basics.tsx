import { clsx } from "clsx";
import { AlertTriangle, Check, Copy, Inbox } from "lucide-react";
import { type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode, useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { copyText } from "@/lib/clipboard";
import { useZone } from "@/lib/prefs";
import { fill, ink, type Kind, kindOf } from "@/lib/states";
import { duration, full, relative } from "@/lib/time";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: "plain" | "primary" | "danger" | "ghost"; small?: boolean };

export const buttonLook = (look: ButtonProps["look"] = "plain", small = false) =>
  clsx(
    "inline-flex items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-50",
    small ? "h-7 px-2 text-xs" : "h-8 px-3 text-[13px]",
    look === "plain" && "border bg-raised text-ink hover:border-line-strong",
    look === "primary" && "bg-accent text-on-accent hover:brightness-110",
    look === "danger" && "border border-danger/50 bg-danger-soft text-danger hover:border-danger",
    look === "ghost" && "text-muted hover:bg-sunken hover:text-ink",
  );

export function Button({ look, small, className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={clsx(buttonLook(look, small), className)} {...rest} />;
}

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return (
    <input
      className={clsx("h-8 rounded-md border bg-raised px-2.5 text-[13px] text-ink placeholder:text-muted", className)}
      {...rest}
    />
  );
}

interface PanelProps {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
}

export function Panel({ title, aside, children, className, flush }: PanelProps) {
  return (
    <section className={clsx("min-w-0 rounded-lg border bg-panel", className)}>
      {(title || aside) && (
        <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pt-2.5 pb-1">
          <h2 className="text-[13px] font-semibold">{title}</h2>
          {aside && <div className="flex items-center gap-2 text-xs text-muted">{aside}</div>}
        </header>
      )}
      <div className={flush ? "" : "px-4 pt-1 pb-4"}>{children}</div>
    </section>
  );
}

export function Dot({ kind, size = 8 }: { kind: Kind; size?: number }) {
  return (
    <span
      aria-hidden
      className={clsx("inline-block shrink-0 rounded-full", kind === "running" && "animate-pulse")}
      style={{ background: fill(kind), width: size, height: size }}
    />
  );
}

/** The state of a run by colour and by name, so that colour is never all there is. */
export function StateBadge({
  type,
  name,
  className,
}: {
  type: string | null | undefined;
  name: string | null | undefined;
  className?: string;
}) {
  const kind = kindOf(type, name);
  const loud = kind === "failed" || kind === "crashed";
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap",
        className,
      )}
      style={{ color: ink(kind), background: `color-mix(in srgb, var(--f-${kind}) ${loud ? 14 : 9}%, var(--c-panel))` }}
    >
      <Dot kind={kind} size={7} />
      {name ?? type ?? "Unknown"}
    </span>
  );
}

export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-block max-w-48 truncate rounded border bg-sunken px-1.5 py-px align-middle text-2xs text-muted">
      {children}
    </span>
  );
}

/** Reads the time again so often, for what is written relative to it. */
export function useNow(every = 10_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

export function Ago({ at, className }: { at: string | number | null | undefined; className?: string }) {
  const now = useNow();
  const zone = useZone();
  if (!at) return <span className={className}>–</span>;
  const instant = typeof at === "string" ? Date.parse(at) : at;
  return (
    <time
      dateTime={new Date(instant).toISOString()}
      title={`${full(instant, zone)} ${zone === "utc" ? "UTC" : "local time"}`}
      className={className}
    >
      {relative(instant, now)}
    </time>
  );
}

export function Instant({ at, className }: { at: string | number | null | undefined; className?: string }) {
  const zone = useZone();
  const now = useNow(60_000);
  if (!at) return <span className={className}>–</span>;
  const instant = typeof at === "string" ? Date.parse(at) : at;
  return (
    <time dateTime={new Date(instant).toISOString()} title={relative(instant, now)} className={className}>
      {full(instant, zone)}
    </time>
  );
}

/** How long something that may still go on has gone on. */
export function Since({ start, end }: { start: string | null | undefined; end: string | null | undefined }) {
  const now = useNow(end ? 3_600_000 : 1000);
  if (!start) return <>–</>;
  return <>{duration((end ? Date.parse(end) : now) - Date.parse(start))}</>;
}

export function Empty({ title, children, icon }: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <span className="text-muted" aria-hidden>
        {icon ?? <Inbox size={22} strokeWidth={1.5} />}
      </span>
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-prose text-[13px] text-muted">{children}</div>}
    </div>
  );
}

export function Command({ children }: { children: string }) {
  return (
    <span className="mt-2 inline-flex max-w-full items-center gap-2 rounded-md border bg-sunken py-1 pr-1 pl-3 text-left font-mono text-xs text-ink">
      <span className="overflow-auto whitespace-pre">{children}</span>
      <CopyButton text={children} label="Copy command" />
    </span>
  );
}

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="rounded p-1 text-muted hover:text-ink"
      onClick={() => {
        void copyText(text).then((done) => {
          setCopied(done);
          setTimeout(() => setCopied(false), 1200);
        });
      }}
    >
      {copied ? <Check size={13} /> : <Copy size={13} />}
    </button>
  );
}

interface FailedProps {
  error: unknown;
  retry?: (() => void) | undefined;
  what?: string;
  /** What could not be done. */
  done?: "loaded" | "saved" | "tried on the past";
}

export function Failed({ error, retry, what = "This", done = "loaded" }: FailedProps) {
  const said = error instanceof ApiError || error instanceof Error ? error.message : String(error);
  return (
    <div
      role="alert"
      className="m-3 flex flex-wrap items-center gap-3 rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-[13px]"
    >
      <AlertTriangle size={15} className="text-danger" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="font-medium">
          {what} could not be {done}.
        </span>{" "}
        <span className="break-words">{said}</span>
      </span>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded bg-line/60", className)} />;
}

interface Queried<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** What a query found, or that it failed, or room of the size that it will need. */
export function Loaded<T>({
  query,
  what,
  room = "h-40",
  children,
}: {
  query: Queried<T>;
  what: string;
  room?: string;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} what={what} retry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={`Loading ${what}`} className={clsx("p-4", room)}>
      <Skeleton className="h-full min-h-4 w-full" />
    </div>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-muted">{label}</dt>
      <dd className="truncate text-[13px]">{children}</dd>
    </div>
  );
}

/** The content of a page; one without a title has a heading of its own. */
export function Page({ title, aside, children }: { title?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-[1600px] flex-col gap-4 p-4 lg:px-6">
      {title && (
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 className="min-w-0 text-lg font-semibold tracking-tight">{title}</h1>
          {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
        </div>
      )}
      {children}
    </div>
  );
}
