import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { labelRows } from "@/lib/label-rows";
import { useTheme, useZone } from "@/lib/prefs";
import { full, tick } from "@/lib/time";
import { FONT } from "./canvas";

export interface Line {
  label: string;
  values: readonly (number | null)[];
  /** A variable of the theme. */
  colour: string;
  dashed?: boolean;
  /** Only the edge of a band: no line of its own. */
  edge?: boolean;
  points?: boolean;
}

/** A moment at which something changed. */
export interface Moment {
  at: number;
  label: string;
}

interface Props {
  /** Milliseconds since 1970, ascending. */
  times: readonly number[];
  lines: readonly Line[];
  /** The lines between which it is filled. */
  band?: readonly [upper: number, lower: number];
  format: (value: number) => string;
  /** How far apart the lines of the grid may be, where that is not by tens. */
  steps?: readonly number[];
  /** The scale, of the lowest and the highest value; from nothing to a little above the highest by default. */
  range?: ((low: number, high: number) => [number, number]) | undefined;
  moments?: readonly Moment[];
  height?: number;
  label: string;
}

const whole = (low: number, high: number): [number, number] => [Math.min(0, low), high > 0 ? high * 1.08 : 1];

/** Whether there are too few values for a line. */
const alone = ({ values }: Line) => values.filter((value) => value !== null).length < 3;

/** How many rows of words there may be above one another, and how far apart they are, in points. */
const ROWS = 3;
const ROW = 13;

/** Draws a line at each moment, with its words at the top where they cover no others. */
const drawMoments = (moments: readonly Moment[], colour: string, ground: string) => (plot: uPlot) => {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = FONT.replace(/(\d+)px/, (_, size) => `${Number(size) * devicePixelRatio}px`);
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.textAlign = "left";
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  const drawn = moments
    .map(({ at, label }) => ({ x: Math.round(plot.valToPos(at / 1000, "x", true)), label }))
    .filter(({ x }) => x >= bbox.left && x <= right);
  const gap = 4 * devicePixelRatio;
  const extents = drawn.map(({ x, label }) => {
    const { width } = ctx.measureText(label);
    // Beside the line, where there is room.
    const from = x + gap + width > right ? x - gap - width : x + gap;
    return { from, to: from + width };
  });
  const rows = labelRows(
    extents.map(({ from, to }) => ({ from, to: to + gap })),
    ROWS,
  );
  for (const { x } of drawn) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  drawn.forEach(({ label }, nth) => {
    const [row, extent] = [rows[nth], extents[nth]];
    if (row === undefined || extent === undefined) return;
    const top = bbox.top + row * ROW * devicePixelRatio;
    // No line goes through the words.
    ctx.fillStyle = ground;
    ctx.fillRect(extent.from, top, extent.to - extent.from, (ROW - 1) * devicePixelRatio);
    ctx.fillStyle = colour;
    ctx.fillText(label, extent.from, top + 9 * devicePixelRatio);
  });
  ctx.restore();
};

/** Where nothing is pointed at, the legend has no values to tell. */
const markIdle = (plot: uPlot) => plot.root.classList.toggle("idle", typeof plot.legend.idx !== "number");

/** Series over time. */
export default function Lines({ times, lines, band, format, steps, range = whole, moments, height = 180, label }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const zone = useZone();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables are
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const paint = (name: string) => style.getPropertyValue(name).trim();
    const soft = (name: string) => `color-mix(in srgb, ${paint(name)} 18%, transparent)`;
    const axis = {
      stroke: paint("--c-muted"),
      font: FONT,
      grid: { stroke: paint("--c-line"), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      width: element.clientWidth,
      height,
      tzDate: (seconds) => (zone === "utc" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000)),
      cursor: { points: { size: 6 } },
      legend: { live: true },
      axes: [
        { ...axis, values: (_, ticks, _axis, _space, step) => ticks.map((at) => tick(at * 1000, step * 1000, zone)) },
        { ...axis, size: 64, ...(steps ? { incrs: [...steps] } : {}), values: (_, ticks) => ticks.map((tick) => format(tick)) },
      ],
      scales: { y: { range: (_, low, high) => range(low ?? 0, high ?? 0) } },
      hooks: {
        ready: [markIdle],
        setLegend: [markIdle],
        ...(moments?.length ? { draw: [drawMoments(moments, paint("--s-late"), paint("--c-panel"))] } : {}),
      },
      series: [
        { label: "at", value: (_, at) => (at === null || at === undefined ? "–" : full(at * 1000, zone)) },
        ...lines.map((line) => ({
          label: line.label,
          stroke: line.edge ? "transparent" : paint(line.colour),
          width: line.edge ? 0 : 1.75,
          ...(line.dashed ? { dash: [5, 4] } : {}),
          points: { show: line.points ?? (!line.edge && (times.length < 40 || alone(line))), size: 5, fill: paint(line.colour) },
          spanGaps: true,
          value: (_: uPlot, value: number | null) => (value === null ? "–" : format(value)),
        })),
      ],
      ...(band ? { bands: [{ series: [band[0] + 1, band[1] + 1], fill: soft(lines[band[0]]?.colour ?? "--c-accent") }] } : {}),
    };
    const plot = new uPlot(
      options,
      [times.map((time) => time / 1000), ...lines.map((line) => [...line.values])] as uPlot.AlignedData,
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [times, lines, band, format, steps, range, moments, height, theme, zone]);
  return <div ref={holder} role="img" aria-label={label} className="min-w-0 text-xs" style={{ minHeight: height + 30 }} />;
}
