import { lazy, Suspense, useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { compact, plural } from "@/lib/number";
import { Button, buttonLook, Skeleton } from "./basics";
import { Json } from "./json";

const Markdown = lazy(() => import("./markdown").then((module) => ({ default: module.Markdown })));

export type Artifact = Schemas["Artifact"];

function parsed(data: unknown): unknown {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** Rows of a table artifact: a list of objects, a list of lists, or columns by name. */
function tableOf(data: unknown): { head: string[]; rows: unknown[][] } | undefined {
  const value = parsed(data);
  if (Array.isArray(value)) {
    if (value.every((row) => Array.isArray(row))) return { head: [], rows: value as unknown[][] };
    if (value.every((row) => row && typeof row === "object")) {
      const head = [...new Set(value.flatMap((row) => Object.keys(row as object)))];
      return { head, rows: value.map((row) => head.map((name) => (row as Record<string, unknown>)[name])) };
    }
  } else if (value && typeof value === "object") {
    const columns = Object.entries(value as Record<string, unknown>).filter((entry): entry is [string, unknown[]] =>
      Array.isArray(entry[1]),
    );
    if (!columns.length) return undefined;
    const length = Math.max(...columns.map(([, column]) => column.length));
    return {
      head: columns.map(([name]) => name),
      rows: Array.from({ length }, (_, at) => columns.map(([, column]) => column[at])),
    };
  }
  return undefined;
}

/** How many rows of a table are shown at first, and more each time that they are asked for. */
const ROWS = 200;

function Table({ data }: { data: unknown }) {
  const table = useMemo(() => tableOf(data), [data]);
  const [shown, setShown] = useState(ROWS);
  if (!table) return <Json value={parsed(data)} />;
  return (
    <div role="region" aria-label="Rows of the table" tabIndex={0} className="max-h-96 overflow-auto rounded border">
      <table className="w-full text-xs">
        {table.head.length > 0 && (
          <thead className="sticky top-0 bg-sunken text-left">
            <tr>
              {table.head.map((name) => (
                <th key={name} className="px-2 py-1.5 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.slice(0, shown).map((row, at) => (
            <tr key={at} className="border-t">
              {row.map((cell, column) => (
                <td key={column} className="px-2 py-1">
                  {typeof cell === "object" && cell !== null ? JSON.stringify(cell) : String(cell ?? "")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > shown && (
        <p className="flex items-center gap-3 border-t p-2 text-xs text-muted">
          The first {compact(shown)} of {plural(table.rows.length, "row")}
          <Button small onClick={() => setShown(shown + ROWS)}>
            More
          </Button>
        </p>
      )}
    </div>
  );
}

/** An image is shown where the artifact holds it; one that is elsewhere opens beside the page, which loads nothing from there. */
function Picture({ data }: { data: unknown }) {
  const url = typeof data === "string" ? data : "";
  if (url.startsWith("data:image/")) return <img src={url} alt="" className="max-h-[32rem] max-w-full rounded border" />;
  const at = URL.parse(url, window.location.href);
  if (!at || !/^https?:$/.test(at.protocol)) return <Json value={data} />;
  return (
    <a href={at.href} target="_blank" rel="noreferrer noopener" className={buttonLook()}>
      Open the image at {at.host}
    </a>
  );
}

export function ArtifactView({ artifact }: { artifact: Artifact }) {
  const { type, data } = artifact;
  if (type === "markdown" || type === "link") {
    return (
      <Suspense fallback={<Skeleton className="h-16" />}>
        <Markdown text={String(data ?? "")} />
      </Suspense>
    );
  }
  if (type === "table") return <Table data={data} />;
  if (type === "image") return <Picture data={data} />;
  if (type === "progress") {
    const done = Math.max(0, Math.min(100, Number(data) || 0));
    return (
      <div className="flex items-center gap-3">
        <div
          role="progressbar"
          aria-label={artifact.key ?? "Progress"}
          aria-valuenow={done}
          aria-valuemin={0}
          aria-valuemax={100}
          tabIndex={-1}
          className="h-2 flex-1 overflow-hidden rounded bg-sunken"
        >
          <div className="h-full bg-accent" style={{ width: `${done}%` }} />
        </div>
        <span className="text-xs">{done}%</span>
      </div>
    );
  }
  return <Json value={parsed(data)} />;
}
