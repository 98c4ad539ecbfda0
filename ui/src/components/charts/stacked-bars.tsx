import { useRef, useState } from "react";
import { type Bucket, totals } from "@/lib/history";
import { compact } from "@/lib/number";
import { useZone } from "@/lib/prefs";
import { fill, isTrouble, KINDS, type Kind } from "@/lib/states";
import { MINUTE, type Span, short, tick, type Zone } from "@/lib/time";
import { timeStep } from "./canvas";

interface Props {
  buckets: readonly Bucket[];
  height?: number;
  /** Called with the time that was dragged over or clicked. */
  onSelect?: (span: Span) => void;
  label: string;
  /** Other words for kinds, where what is counted are no runs. */
  words?: Partial<Record<Kind, string>>;
}

/** Where the label of a place on the axis stands: one near the end ends there, so that it is not cut off. */
const labelAt = (share: number) => (share > 0.94 ? { right: 0 } : { left: `${share * 100}%` });

/** What local days begin with, after UTC's. */
const offset = (at: number, zone: Zone) => (zone === "utc" ? 0 : new Date(at).getTimezoneOffset() * MINUTE);

/** Runs over time by state. What failed stands on the ground line, where heights compare best, and is never too small to see. */
export function StackedBars({ buckets, height = 140, onSelect, label, words = {} }: Props) {
  const zone = useZone();
  const [hovered, setHovered] = useState<number>();
  const [from, setFrom] = useState<number>();
  const plot = useRef<HTMLDivElement>(null);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const sum = totals(buckets);
  const shown = hovered === undefined ? undefined : buckets[hovered];
  const counts = shown ? shown.counts : sum;
  const kinds = KINDS.filter((kind) => sum[kind]);
  const at = (event: React.PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    if (!box?.width) return undefined;
    return Math.max(0, Math.min(buckets.length - 1, Math.floor(((event.clientX - box.left) / box.width) * buckets.length)));
  };
  const [low, high] =
    from !== undefined && hovered !== undefined ? [Math.min(from, hovered), Math.max(from, hovered)] : [hovered, hovered];
  // How far apart labels stand, so that some six fit. The first interval and the last may be shorter than the others.
  const spacing = timeStep((buckets.at(-1)?.until ?? 0) - (buckets[0]?.since ?? 0), 6.5);
  const labels = buckets.flatMap((bucket, index) => ((bucket.since - offset(bucket.since, zone)) % spacing === 0 ? index : []));
  return (
    <div>
      <div className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 pb-2 text-xs">
        {kinds.map((kind) => (
          <span key={kind} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-sm" style={{ background: fill(kind) }} />
            <span className="text-muted">{words[kind] ?? kind}</span>
            <span className="font-medium">{compact(counts[kind] ?? 0)}</span>
          </span>
        ))}
        <span className="ml-auto text-muted">{shown ? `${short(shown.since, zone)} – ${short(shown.until, zone)}` : ""}</span>
      </div>
      <div
        ref={plot}
        role="img"
        aria-label={`${label}: ${kinds.map((kind) => `${sum[kind]} ${words[kind] ?? kind}`).join(", ") || "none"}`}
        className="relative flex touch-pan-y items-end border-b"
        style={{ height, cursor: onSelect ? "crosshair" : undefined }}
        onPointerMove={(event) => setHovered(at(event))}
        onPointerLeave={() => {
          setHovered(undefined);
          setFrom(undefined);
        }}
        onPointerDown={(event) => onSelect && setFrom(at(event))}
        onPointerUp={() => {
          const [a, b] = [buckets[low ?? -1], buckets[high ?? -1]];
          if (onSelect && from !== undefined && a && b) onSelect({ since: a.since, until: b.until });
          setFrom(undefined);
        }}
      >
        {buckets.map((bucket, index) => (
          <div
            key={bucket.since}
            className="flex h-full min-w-0 flex-1 flex-col-reverse px-[0.5px]"
            style={{
              background:
                low !== undefined && high !== undefined && index >= low && index <= high
                  ? "color-mix(in srgb, var(--c-accent) 12%, transparent)"
                  : undefined,
            }}
          >
            {(KINDS as readonly Kind[]).map((kind) => {
              const count = bucket.counts[kind];
              if (!count) return null;
              return (
                <div
                  key={kind}
                  style={{
                    background: fill(kind),
                    height: `${(count / most) * 100}%`,
                    minHeight: isTrouble(kind) ? 3 : 1,
                    flexShrink: isTrouble(kind) ? 0 : 1,
                  }}
                />
              );
            })}
          </div>
        ))}
        <span className="absolute -top-3.5 right-0 text-2xs text-muted">{compact(most)}</span>
      </div>
      <div aria-hidden className="relative h-4 text-2xs text-muted">
        {labels.map((index) => {
          const bucket = buckets[index];
          return bucket ? (
            <span key={index} className="absolute pt-0.5 whitespace-nowrap" style={labelAt(index / buckets.length)}>
              {tick(bucket.since, spacing, zone)}
            </span>
          ) : null;
        })}
      </div>
    </div>
  );
}
