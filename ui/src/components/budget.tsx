import type { Slo } from "@/api/slos";
import { budgetWords, stateWords, tone } from "@/lib/slo";
import { fill, ink } from "@/lib/states";
import { Dot } from "./basics";

/** Whether an objective is kept, by colour and in a word. */
export function SloStateBadge({ slo }: { slo: Slo }) {
  const kind = tone(slo);
  return (
    <span
      className="inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap"
      style={{ color: ink(kind), background: `color-mix(in srgb, var(--f-${kind}) 12%, var(--c-panel))` }}
    >
      <Dot kind={kind} size={7} />
      {stateWords(slo)}
      {slo.status.alert && `, burns ${slo.status.alert}`}
    </span>
  );
}

/** What is left of an error budget, as a bar; empty where it is overspent. */
export function Budget({ slo, words = true }: { slo: Slo; words?: boolean }) {
  const left = slo.status.budget?.left_share;
  if (left === undefined) return <span className="text-xs text-muted">each one counts</span>;
  return (
    <span className="flex min-w-24 items-center gap-2">
      <span
        role="img"
        aria-label={`Error budget: ${budgetWords(left)}`}
        className="h-2 min-w-12 flex-1 overflow-hidden rounded-sm bg-sunken"
        style={left < 0 ? { background: `color-mix(in srgb, ${fill("failed")} 35%, transparent)` } : undefined}
      >
        <span
          className="block h-full rounded-sm"
          style={{ width: `${Math.max(0, Math.min(1, left)) * 100}%`, background: fill(tone(slo)) }}
        />
      </span>
      {words && (
        <span className="w-36 text-xs whitespace-nowrap" style={left < 0 ? { color: ink("failed") } : undefined}>
          {budgetWords(left)}
        </span>
      )}
    </span>
  );
}
