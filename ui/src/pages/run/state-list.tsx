import type { State } from "@/api/client";
import { Instant, StateBadge } from "@/components/basics";
import { duration } from "@/lib/time";

const instant = (state: State) => Date.parse(state.timestamp ?? "");

/** The states of a run or a task run, oldest first, and how long each lasted. */
export function StateList({ states }: { states: readonly State[] }) {
  const sorted = [...states].sort((a, b) => instant(a) - instant(b));
  return (
    <ol aria-label="States" className="flex flex-col">
      {sorted.map((state, at) => {
        const next = sorted[at + 1];
        return (
          <li
            key={state.id}
            className="grid grid-cols-[7.5rem_1fr] gap-3 border-l-2 border-line py-2 pl-4 sm:grid-cols-[7.5rem_11rem_5rem_1fr]"
          >
            <StateBadge type={state.type} name={state.name} className="justify-self-start self-start" />
            <Instant at={state.timestamp} className="text-xs leading-5 text-muted" />
            <span className="text-xs leading-5 text-muted">{next ? `for ${duration(instant(next) - instant(state))}` : ""}</span>
            <span className="col-span-full text-[13px] break-words whitespace-pre-wrap sm:col-span-1">{state.message}</span>
          </li>
        );
      })}
    </ol>
  );
}
