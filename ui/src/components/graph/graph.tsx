import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button, Skeleton } from "@/components/basics";
import { FONT, type Frame, fillName, useCanvas } from "@/components/charts/canvas";
import type { Layout } from "@/lib/layout";
import { kindOf } from "@/lib/states";
import { duration } from "@/lib/time";
import type { Node, Work } from "@/lib/work";

const WIDE = 168;
const HIGH = 34;
const GAP_X = 56;
const GAP_Y = 12;
const HEIGHT = 520;

interface Props {
  nodes: readonly Node[];
  work: Work;
  /** When the run ended, or now. */
  end: number;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
}

interface Camera {
  x: number;
  y: number;
  scale: number;
}

function useLayout(nodes: readonly Node[]): Layout | undefined {
  const [made, setMade] = useState<Layout>();
  // The places depend on who depends on whom alone: a run that goes on moves nothing until a node is added.
  const key = useMemo(() => nodes.map((node) => `${node.id}<${node.parents.join()}`).join(";"), [nodes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the nodes differ
  useEffect(() => {
    const worker = new Worker(new URL("../../lib/layout.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<Layout>) => setMade(event.data);
    worker.postMessage({
      ids: nodes.map((node) => node.id),
      edges: nodes.flatMap((node) => node.parents.map((from) => ({ from, to: node.id }))),
    });
    return () => worker.terminate();
  }, [key]);
  return made;
}

/** What depends on what: task runs and subflows as boxes, from the first on the left to the last on the right. */
export function Graph({ nodes, work, end, selected, onSelect }: Props) {
  const placed = useLayout(nodes);
  const camera = useRef<Camera>(undefined);
  const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
  const spots = useMemo(
    () => new Map(placed?.nodes.map((spot) => [spot.id, { x: spot.layer * (WIDE + GAP_X), y: spot.row * (HIGH + GAP_Y) }])),
    [placed],
  );
  const whole = (width: number): Camera => {
    const [w, h] = [(placed?.layers ?? 1) * (WIDE + GAP_X) - GAP_X, (placed?.rows ?? 1) * (HIGH + GAP_Y) - GAP_Y];
    const scale = Math.min(1, (width - 40) / w, (HEIGHT - 40) / h);
    return { scale, x: (width - w * scale) / 2, y: (HEIGHT - h * scale) / 2 };
  };
  const draw = ({ ctx, width, height, paint }: Frame) => {
    if (!placed) return;
    camera.current ??= whole(width);
    const { x, y, scale } = camera.current;
    ctx.translate(x, y);
    ctx.scale(scale, scale);
    const seen = { left: -x / scale - WIDE, right: (width - x) / scale, top: -y / scale - HIGH, bottom: (height - y) / scale };
    for (const node of nodes) {
      const to = spots.get(node.id);
      if (!to) continue;
      for (const parent of node.parents) {
        const from = spots.get(parent);
        if (
          !from ||
          Math.max(from.x, to.x) < seen.left ||
          Math.min(from.x, to.x) > seen.right ||
          Math.max(from.y, to.y) < seen.top ||
          Math.min(from.y, to.y) > seen.bottom
        )
          continue;
        const near = node.id === selected || parent === selected;
        const critical = work.critical.has(node.id) && work.critical.has(parent);
        ctx.strokeStyle = paint(near ? "--c-accent" : critical ? "--c-ink" : "--c-line-strong");
        ctx.lineWidth = near || critical ? 1.75 : 1;
        ctx.beginPath();
        ctx.moveTo(from.x + WIDE, from.y + HIGH / 2);
        ctx.bezierCurveTo(from.x + WIDE + GAP_X / 2, from.y + HIGH / 2, to.x - GAP_X / 2, to.y + HIGH / 2, to.x, to.y + HIGH / 2);
        ctx.stroke();
      }
    }
    ctx.font = FONT;
    ctx.textBaseline = "middle";
    for (const [id, spot] of spots) {
      const node = byId.get(id);
      if (!node || spot.x < seen.left || spot.x > seen.right || spot.y < seen.top || spot.y > seen.bottom) continue;
      box(ctx, paint, node, spot, { selected: id === selected, critical: work.critical.has(id), words: scale > 0.35, end });
    }
  };
  const { canvas, redraw } = useCanvas(draw);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout is seen as a whole again
  useEffect(() => {
    camera.current = undefined;
    redraw();
  }, [placed]);

  const zoom = (factor: number, px: number, py: number) => {
    const now = camera.current;
    if (!now) return;
    const scale = Math.min(2.5, Math.max(0.02, now.scale * factor));
    camera.current = { scale, x: px - ((px - now.x) * scale) / now.scale, y: py - ((py - now.y) * scale) / now.scale };
    redraw();
  };
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const area = element.getBoundingClientRect();
      latest.current(Math.exp(-event.deltaY * 0.004), event.clientX - area.left, event.clientY - area.top);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [canvas]);
  const drag = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const pan = (dx: number, dy: number) => {
    const now = camera.current;
    if (now) camera.current = { ...now, x: now.x + dx, y: now.y + dy };
    redraw();
  };
  const at = (event: React.PointerEvent) => {
    const now = camera.current;
    const area = canvas.current?.getBoundingClientRect();
    if (!now || !area) return undefined;
    const [px, py] = [(event.clientX - area.left - now.x) / now.scale, (event.clientY - area.top - now.y) / now.scale];
    return [...spots].find(([, spot]) => px >= spot.x && px <= spot.x + WIDE && py >= spot.y && py <= spot.y + HIGH)?.[0];
  };
  const middle = () => (canvas.current?.clientWidth ?? 0) / 2;
  return (
    <div className="relative">
      <span className="absolute top-2 right-3 z-10 flex rounded-md border bg-raised">
        <Button small look="ghost" aria-label="Zoom in" onClick={() => zoom(1.4, middle(), HEIGHT / 2)}>
          <ZoomIn size={14} />
        </Button>
        <Button small look="ghost" aria-label="Zoom out" onClick={() => zoom(1 / 1.4, middle(), HEIGHT / 2)}>
          <ZoomOut size={14} />
        </Button>
        <Button
          small
          look="ghost"
          aria-label="See all"
          onClick={() => {
            camera.current = undefined;
            redraw();
          }}
        >
          <Maximize2 size={13} />
        </Button>
      </span>
      {!placed && <Skeleton className="absolute inset-4" />}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`Dependencies of ${nodes.length} task runs and subflows; the list of task runs says the same in words.`}
        className="block w-full touch-none select-none"
        style={{ height: HEIGHT }}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from) return;
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          if (!from.moved && Math.abs(dx) + Math.abs(dy) <= 3) return;
          pan(dx, dy);
          drag.current = { x: event.clientX, y: event.clientY, moved: true };
        }}
        onPointerUp={(event) => {
          if (!drag.current?.moved) {
            const id = at(event);
            onSelect(id === selected ? undefined : id);
          }
          drag.current = undefined;
        }}
        onKeyDown={(event) => {
          const acts: Record<string, () => void> = {
            ArrowLeft: () => pan(40, 0),
            ArrowRight: () => pan(-40, 0),
            ArrowUp: () => pan(0, 40),
            ArrowDown: () => pan(0, -40),
            "+": () => zoom(1.4, middle(), HEIGHT / 2),
            "-": () => zoom(1 / 1.4, middle(), HEIGHT / 2),
          };
          const act = acts[event.key];
          if (!act) return;
          event.preventDefault();
          act();
        }}
      />
    </div>
  );
}

function box(
  ctx: CanvasRenderingContext2D,
  paint: Frame["paint"],
  node: Node,
  spot: { x: number; y: number },
  { selected, critical, words, end }: { selected: boolean; critical: boolean; words: boolean; end: number },
) {
  const kind = kindOf(node.state);
  ctx.fillStyle = paint(selected ? "--c-accent-soft" : "--c-raised");
  ctx.strokeStyle = paint(
    selected ? "--c-accent" : critical ? "--c-ink" : kind === "failed" || kind === "crashed" ? `--f-${kind}` : "--c-line-strong",
  );
  ctx.lineWidth = selected || critical ? 1.75 : 1;
  ctx.beginPath();
  ctx.roundRect(spot.x, spot.y, WIDE, HIGH, 6);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = paint(`--f-${kind}`);
  ctx.beginPath();
  ctx.roundRect(spot.x, spot.y, 5, HIGH, [6, 0, 0, 6]);
  ctx.fill();
  if (!words) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(spot.x, spot.y, WIDE - 6, HIGH);
  ctx.clip();
  ctx.textAlign = "left";
  ctx.fillStyle = paint(kind === "failed" || kind === "crashed" ? `--s-${kind}` : "--c-ink");
  fillName(ctx, node.kind === "flow-run" ? `▸ ${node.label}` : node.label, WIDE - 22, spot.x + 13, spot.y + 12);
  ctx.fillStyle = paint("--c-muted");
  ctx.fillText(
    node.start === undefined ? node.state.toLowerCase() : duration((node.end ?? end) - node.start),
    spot.x + 13,
    spot.y + 25,
  );
  ctx.restore();
}
