import { useState } from "react";
import type { Replay } from "@/api/own";
import { Empty, Instant, Panel } from "@/components/basics";
import { Json } from "@/components/json";
import { compact, plural } from "@/lib/number";

/** When an automation would have fired, and what it would have done; nothing was. */
export function DryRun({ replay }: { replay: Replay }) {
  const [open, setOpen] = useState<number>();
  return (
    <Panel
      flush
      title={`It would have fired ${plural(replay.firings.length, "time")}`}
      aside={`${compact(replay.concerned)} of ${compact(replay.events)} events concern it${replay.is_whole ? "" : "; the time after these was left out"}`}
    >
      {replay.firings.length ? (
        <ol className="max-h-96 overflow-auto">
          {replay.firings.map((firing, at) => (
            <li key={at} className="border-t first:border-t-0">
              <button
                type="button"
                aria-expanded={open === at}
                onClick={() => setOpen(open === at ? undefined : at)}
                className="flex w-full gap-4 px-4 py-1.5 text-left text-[13px] hover:bg-sunken"
              >
                <Instant at={firing.at} className="text-xs leading-5 text-muted" />
                <span>{firing.state}</span>
                <span className="text-muted">{plural(firing.actions.length, "action")}</span>
              </button>
              {open === at && (
                <div className="px-4 pb-3">
                  <Json value={firing.actions} />
                </div>
              )}
            </li>
          ))}
        </ol>
      ) : (
        <Empty title="It would not have fired">Look at its events’ names, or further back.</Empty>
      )}
    </Panel>
  );
}
