import { lazy, Suspense, useState } from "react";
import type { Schemas } from "@/api/client";
import { Button, Skeleton } from "./basics";
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

function Table({ data }: { data: unknown }) {
  const table = tableOf(data);
  if (!table) return <Json value={parsed(data)} />;
  return (
    <div className="max-h-96 overflow-auto rounded border">
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
          {table.rows.map((row, at) => (
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
    </div>
  );
}

/** An image is elsewhere: it is loaded when somebody asks for it. */
function Picture({ data }: { data: unknown }) {
  const [wanted, setWanted] = useState(false);
  const url = typeof data === "string" ? data : "";
  let host = "";
  try {
    host = new URL(url, window.location.href).host;
  } catch {
    return <Json value={data} />;
  }
  const near = url.startsWith("data:image/") || host === window.location.host;
  if (wanted || near) return <img src={url} alt="" className="max-h-[32rem] max-w-full rounded border" />;
  return <Button onClick={() => setWanted(true)}>Load the image from {host}</Button>;
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
