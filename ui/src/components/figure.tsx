import type { ReactNode } from "react";
import { changed, notable } from "@/lib/insights";
import { ink } from "@/lib/states";

/** How a figure differs from the time before; `good` tells which way is the better one. */
export function Change({
  by,
  good,
  points = false,
}: {
  by: number | null | undefined;
  good?: "more" | "less" | undefined;
  points?: boolean;
}) {
  if (by === null || by === undefined) return null;
  const better = good === undefined || !notable(by, points) ? undefined : by > 0 === (good === "more");
  return (
    <span
      className={better === undefined ? "text-muted" : ""}
      style={better === undefined ? undefined : { color: ink(better ? "completed" : "failed") }}
      title="against the time before"
    >
      {changed(by, points)}
    </span>
  );
}

/** One figure, large. */
export function Figure({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border bg-panel px-4 py-2.5">
      <p className="truncate text-xs text-muted">{label}</p>
      <p className="text-xl font-semibold tracking-tight">{children}</p>
      {note !== undefined && <p className="min-h-4 truncate text-xs text-muted">{note}</p>}
    </div>
  );
}
