import { useState } from "react";
import { useZone } from "@/lib/prefs";
import { isTrouble, type Kind } from "@/lib/states";
import { DAY, duration, type Span, tick } from "@/lib/time";
import { FONT, type Frame, timeStep, useCanvas } from "./canvas";

export interface Mark {
  id: string;
  at: number;
  /** Milliseconds. */
  took: number;
  kind: Kind;
  label: string;
}

interface Props {
  marks: readonly Mark[];
  span: Span;
  onOpen: (id: string) => void;
  height?: number;
  /** Which runs have a mark. */
  what?: string;
}

/** As wide as the longest length of time: `23h 59m`. */
const LEFT = 60;
const BOTTOM = 18;

/** Tells where a duration stands on a logarithmic axis: short and long runs are seen in one picture. */
const up = (took: number, low: number, high: number) =>
  (Math.log(Math.max(took, low)) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1);

/** Each run's duration by the time at which it began. */
export function Scatter({ marks, span, onOpen, height = 140, what = "a run" }: Props) {
  const zone = useZone();
  const [near, setNear] = useState<Mark>();
  const low = Math.max(100, Math.min(...marks.map((mark) => mark.took), 60_000));
  const high = Math.max(low * 4, ...marks.map((mark) => mark.took));
  const x = (at: number, width: number) => LEFT + ((at - span.since) / (span.until - span.since)) * (width - LEFT - 8);
  const y = (took: number, whole: number) => whole - BOTTOM - up(took, low, high) * (whole - BOTTOM - 10);
  const draw = ({ ctx, width, height: whole, paint }: Frame) => {
    ctx.font = FONT;
    ctx.lineWidth = 1;
    ctx.textBaseline = "middle";
    for (const share of [0, 1 / 3, 2 / 3, 1]) {
      const took = Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
      ctx.strokeStyle = paint("--c-line");
      ctx.beginPath();
      ctx.moveTo(LEFT, y(took, whole) + 0.5);
      ctx.lineTo(width, y(took, whole) + 0.5);
      ctx.stroke();
      ctx.fillStyle = paint("--c-muted");
      ctx.textAlign = "right";
      ctx.fillText(duration(took), LEFT - 6, y(took, whole));
    }
    const step = timeStep(span.until - span.since, width / 110);
    ctx.textAlign = "left";
    for (let at = Math.ceil(span.since / step) * step; at < span.until; at += step) {
      const words = tick(at, span.until - span.since > 2 * DAY ? DAY : step, zone);
      // The last one ends where the chart does.
      ctx.fillText(words, Math.min(x(at, width), width - ctx.measureText(words).width), whole - 8);
    }
    // What failed is drawn last and larger.
    for (const pass of [false, true]) {
      for (const mark of marks) {
        if (isTrouble(mark.kind) !== pass) continue;
        ctx.globalAlpha = pass ? 1 : 0.8;
        ctx.fillStyle = paint(`--f-${mark.kind}`);
        ctx.beginPath();
        ctx.arc(x(mark.at, width), y(mark.took, whole), pass ? 3.6 : 2.2, 0, 7);
        ctx.fill();
      }
    }
    ctx.globalAlpha = 1;
    if (near) {
      ctx.strokeStyle = paint("--c-ink");
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      ctx.arc(x(near.at, width), y(near.took, whole), 5.5, 0, 7);
      ctx.stroke();
    }
  };
  const { canvas } = useCanvas(draw);
  const find = (event: React.MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return undefined;
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best: Mark | undefined;
    let least = 14 ** 2;
    for (const mark of marks) {
      const away = (x(mark.at, box.width) - px) ** 2 + (y(mark.took, box.height) - py) ** 2;
      if (away < least) [best, least] = [mark, away];
    }
    return best;
  };
  return (
    <div>
      <p className="min-h-5 truncate pb-2 text-xs text-muted">
        {near ? (
          <>
            <span className="text-ink">{near.label}</span> · {near.kind} · {duration(near.took)}
          </>
        ) : (
          `Duration by start; each mark is ${what}`
        )}
      </p>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Durations of ${marks.length} runs`}
        className="block w-full"
        style={{ height: height + BOTTOM, cursor: near ? "pointer" : undefined }}
        onMouseMove={(event) => setNear(find(event))}
        onMouseLeave={() => setNear(undefined)}
        onClick={(event) => {
          const mark = find(event);
          if (mark) onOpen(mark.id);
        }}
      />
    </div>
  );
}
