import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/basics";
import { useCanvas } from "@/components/charts/canvas";
import { DOMINANT, type Node, type Work } from "@/lib/work";
import { drawTimeline, HEAD, ROW } from "./draw";
import { type Bounds, clamp, pan, reveal, type View, zoom } from "./view";

interface Props {
  nodes: readonly Node[];
  work: Work;
  attempts: ReadonlyMap<string, number>;
  start: number;
  end: number;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
}

/** The most that the timeline takes of the page's height, in points. */
const TALLEST = 460;

/** How wide the labels are, of the whole width. */
const labelsOf = (width: number) => Math.round(Math.min(220, width * 0.32));

/** What ran when: task runs and subflows as bars, with their waits, the critical path, and dependencies of the one looked at. */
export function Timeline({ nodes, work, attempts, start, end, selected, onSelect }: Props) {
  const rows = useMemo(
    () =>
      [...nodes].sort(
        (a, b) => (a.start ?? Number.POSITIVE_INFINITY) - (b.start ?? Number.POSITIVE_INFINITY) || a.label.localeCompare(b.label),
      ),
    [nodes],
  );
  const index = useMemo(() => new Map(rows.map((node, at) => [node.id, at])), [rows]);
  const length = Math.max(end - start, 1);
  const content = rows.length * ROW + 6;
  const height = Math.min(content, TALLEST) + HEAD;
  const bounds: Bounds = { length, content, window: height - HEAD };
  // Kept beside React: a view that changes sixty times a second must not render the page.
  const view = useRef<View>({ from: 0, to: length, top: 0 });
  const whole = useRef(true);
  const hovered = useRef<string>(undefined);
  const [criticalOnly, setCriticalOnly] = useState(false);
  if (whole.current) view.current = { from: 0, to: length, top: view.current.top };
  view.current = clamp(view.current, bounds);

  const { canvas, redraw } = useCanvas((frame) =>
    drawTimeline(frame, {
      rows,
      index,
      work,
      attempts,
      start,
      end,
      selected,
      criticalOnly,
      view: view.current,
      labels: labelsOf(frame.width),
      hovered: hovered.current,
    }),
  );
  const move = (next: View) => {
    const now = view.current;
    if (next.from === now.from && next.to === now.to && next.top === now.top) return false;
    view.current = next;
    whole.current = next.to - next.from >= length - 0.5;
    redraw();
    return true;
  };
  const latest = useRef({ bounds, move });
  latest.current = { bounds, move };

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { bounds, move } = latest.current;
      const box = element.getBoundingClientRect();
      const labels = labelsOf(box.width);
      const share = Math.min(1, Math.max(0, (event.clientX - box.left - labels) / (box.width - labels)));
      const next =
        event.ctrlKey || event.metaKey
          ? zoom(view.current, Math.exp(event.deltaY * 0.004), share, bounds)
          : pan(
              view.current,
              (event.shiftKey ? event.deltaY : event.deltaX) / (box.width - labels),
              event.shiftKey ? 0 : event.deltaY,
              bounds,
            );
      // At its end the page scrolls on.
      if (move(next) || event.ctrlKey || event.metaKey) event.preventDefault();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [canvas]);

  const row = (event: React.PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    const y = event.clientY - (box?.top ?? 0) - HEAD;
    return y < 0 ? undefined : rows[Math.floor((y + view.current.top) / ROW)];
  };
  const drag = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const step = (by: number) => {
    const at =
      selected === undefined
        ? by > 0
          ? 0
          : rows.length - 1
        : Math.min(rows.length - 1, Math.max(0, (index.get(selected) ?? 0) + by));
    const node = rows[at];
    if (!node) return;
    onSelect(node.id);
    move(
      reveal(
        view.current,
        { top: at * ROW, height: ROW, start: (node.start ?? start) - start, end: (node.end ?? end) - start },
        bounds,
      ),
    );
  };
  const dominant = rows.filter((node) => (work.share.get(node.id) ?? 0) > DOMINANT);

  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pb-2 text-xs text-muted">
        <label className="inline-flex items-center gap-1.5">
          <input
            type="checkbox"
            checked={criticalOnly}
            onChange={(event) => setCriticalOnly(event.target.checked)}
            className="accent-accent"
          />
          Critical path alone ({work.critical.size} of {rows.length})
        </label>
        <span>
          up to {work.parallel.most} at once, {work.parallel.mean.toFixed(1)} on average
        </span>
        {dominant.length > 0 && dominant.length < 3 && (
          <span className="text-late">
            {dominant.map((node) => node.label).join(", ")} {dominant.length === 1 ? "takes" : "take"} more than half of the time
          </span>
        )}
        <span className="ml-auto flex items-center">
          <Button small look="ghost" aria-label="Zoom in" onClick={() => move(zoom(view.current, 0.6, 0.5, bounds))}>
            <ZoomIn size={14} />
          </Button>
          <Button small look="ghost" aria-label="Zoom out" onClick={() => move(zoom(view.current, 1 / 0.6, 0.5, bounds))}>
            <ZoomOut size={14} />
          </Button>
          <Button
            small
            look="ghost"
            aria-label="See all"
            onClick={() => move(clamp({ from: 0, to: length, top: view.current.top }, bounds))}
          >
            <Maximize2 size={13} />
          </Button>
        </span>
      </div>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`Timeline of ${rows.length} task runs and subflows. Arrow keys walk through them; the list of task runs says the same in words.`}
        className="block w-full touch-none border-t select-none"
        style={{ height }}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from) {
            const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
            if (from.moved || Math.abs(dx) + Math.abs(dy) > 3) {
              const width = event.currentTarget.clientWidth;
              move(pan(view.current, -dx / (width - labelsOf(width)), -dy, bounds));
              drag.current = { x: event.clientX, y: event.clientY, moved: true };
            }
            return;
          }
          const id = row(event)?.id;
          if (id !== hovered.current) {
            hovered.current = id;
            redraw();
          }
        }}
        onPointerLeave={() => {
          hovered.current = undefined;
          redraw();
        }}
        onPointerUp={(event) => {
          if (!drag.current?.moved) {
            const id = row(event)?.id;
            onSelect(id === selected ? undefined : id);
          }
          drag.current = undefined;
        }}
        onKeyDown={(event) => {
          const acts: Record<string, () => void> = {
            ArrowDown: () => step(1),
            ArrowUp: () => step(-1),
            j: () => step(1),
            k: () => step(-1),
            ArrowLeft: () => move(pan(view.current, -0.1, 0, bounds)),
            ArrowRight: () => move(pan(view.current, 0.1, 0, bounds)),
            "+": () => move(zoom(view.current, 0.6, 0.5, bounds)),
            "-": () => move(zoom(view.current, 1 / 0.6, 0.5, bounds)),
            Escape: () => onSelect(undefined),
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
