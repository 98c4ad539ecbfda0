import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Button, Input } from "@/components/basics";
import { Popover } from "@/components/overlays";
import { useParam } from "@/lib/use-filters";

const LEVELS = [
  ["", "All runs"],
  ["top", "Called by no other run"],
  ["sub", "Called by another run"],
] as const;

/** A text that counts once it is entered. */
function Entry({ name, label, placeholder }: { name: string; label: string; placeholder: string }) {
  const [value, set] = useParam(name);
  const [typed, setTyped] = useState(value ?? "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set(typed.trim() || undefined);
      }}
    >
      <label className="text-xs text-muted">
        {label}
        <Input
          value={typed}
          placeholder={placeholder}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => typed.trim() !== (value ?? "") && set(typed.trim() || undefined)}
          className="mt-1 w-full"
        />
      </label>
    </form>
  );
}

/** Filters that only runs have. */
export function More() {
  const [level, setLevel] = useParam("level");
  const count = [level, useParam("queue")[0], useParam("version")[0]].filter(Boolean).length;
  return (
    <Popover
      align="end"
      trigger={
        <Button small look={count ? "primary" : "plain"}>
          <SlidersHorizontal size={13} aria-hidden /> More{count > 0 && ` ${count}`}
        </Button>
      }
    >
      <div className="flex w-60 flex-col gap-3 p-2">
        <label className="text-xs text-muted">
          Level
          <select
            value={level ?? ""}
            onChange={(event) => setLevel(event.target.value || undefined)}
            className="mt-1 h-8 w-full rounded-md border bg-raised px-2 text-[13px] text-ink"
          >
            {LEVELS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Entry name="queue" label="Work queue" placeholder="default" />
        <Entry name="version" label="Version of the flow" placeholder="1.2.0" />
      </div>
    </Popover>
  );
}
