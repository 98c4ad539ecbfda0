import { percent } from "@/lib/number";
import { kindOf } from "@/lib/states";
import { duration } from "@/lib/time";
import { DOMINANT, type Node, type Work } from "@/lib/work";
import { FONT, type Frame, fillName, timeStep } from "../charts/canvas";
import type { View } from "./view";

export const ROW = 24;
export const HEAD = 26;
const BAR = 14;

export interface Picture {
  rows: readonly Node[];
  index: ReadonlyMap<string, number>;
  work: Work;
  attempts: ReadonlyMap<string, number>;
  start: number;
  end: number;
  view: View;
  labels: number;
  selected: string | undefined;
  hovered: string | undefined;
  criticalOnly: boolean;
}

/** Draws the rows that are seen. What is not seen costs nothing, so that thousands of rows pan as smoothly as ten. */
export function drawTimeline(frame: Frame, picture: Picture) {
  const { ctx, width, height, paint } = frame;
  const { rows, view, labels, work } = picture;
  ctx.font = FONT;
  ctx.textBaseline = "middle";
  const x = (at: number) => labels + ((at - picture.start - view.from) / (view.to - view.from)) * (width - labels);
  const first = Math.max(0, Math.floor(view.top / ROW));
  const last = Math.min(rows.length - 1, Math.ceil((view.top + height - HEAD) / ROW));
  const y = (row: number) => HEAD + row * ROW - view.top + ROW / 2;

  grid(frame, picture, x);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, HEAD, width, height - HEAD);
  ctx.clip();
  for (let at = first; at <= last; at++) {
    const node = rows[at];
    if (!node) continue;
    const middle = y(at);
    const lit = node.id === picture.selected || node.id === picture.hovered;
    if (lit) {
      ctx.fillStyle = paint(node.id === picture.selected ? "--c-accent-soft" : "--c-sunken");
      ctx.fillRect(0, middle - ROW / 2, width, ROW);
    }
    const critical = work.critical.has(node.id);
    ctx.globalAlpha = picture.criticalOnly && !critical ? 0.25 : 1;
    label(frame, node, middle, labels, critical);
    bar(frame, picture, node, middle, x, critical);
    ctx.globalAlpha = 1;
  }
  links(frame, picture, x, y);
  ctx.restore();
}

function grid({ ctx, width, height, paint }: Frame, { view, labels, start, end }: Picture, x: (at: number) => number) {
  const step = timeStep(view.to - view.from, (width - labels) / 90);
  ctx.fillStyle = paint("--c-muted");
  ctx.strokeStyle = paint("--c-line");
  ctx.lineWidth = 1;
  ctx.textAlign = "left";
  for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) {
    const place = Math.round(x(start + at)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(place, HEAD - 6);
    ctx.lineTo(place, height);
    ctx.stroke();
    if (place < width - 40) ctx.fillText(at === 0 ? "0" : `+${duration(at)}`, place + 4, HEAD / 2);
  }
  ctx.beginPath();
  ctx.moveTo(0, HEAD - 0.5);
  ctx.lineTo(width, HEAD - 0.5);
  ctx.stroke();
  ctx.strokeStyle = paint("--c-line-strong");
  const finish = Math.round(x(end)) + 0.5;
  if (finish > labels) {
    ctx.beginPath();
    ctx.moveTo(finish, HEAD);
    ctx.lineTo(finish, height);
    ctx.stroke();
  }
}

function label({ ctx, paint }: Frame, node: Node, middle: number, labels: number, critical: boolean) {
  const kind = kindOf(node.state);
  const failed = kind === "failed" || kind === "crashed";
  ctx.fillStyle = paint(`--f-${kind}`);
  ctx.beginPath();
  ctx.arc(12, middle, 3.5, 0, 7);
  ctx.fill();
  ctx.fillStyle = paint(failed ? `--s-${kind}` : "--c-ink");
  ctx.textAlign = "left";
  ctx.font = critical ? `600 ${FONT}` : FONT;
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, middle - ROW / 2, labels - 6, ROW);
  ctx.clip();
  const name = node.kind === "flow-run" ? `▸ ${node.label}` : node.label;
  fillName(ctx, name, labels - 28, 22, middle);
  ctx.restore();
  ctx.font = FONT;
}

function bar(frame: Frame, picture: Picture, node: Node, middle: number, x: (at: number) => number, critical: boolean) {
  const { ctx, width, paint } = frame;
  const { labels, work } = picture;
  if (node.start === undefined) return;
  const until = node.end ?? picture.end;
  const [from, to] = [Math.max(x(node.start), labels), Math.min(x(until), width)];
  const ready = Math.max(x(work.ready.get(node.id) ?? node.start), labels);
  // The wait for a slot or a worker, after all it needs was there.
  if (from - ready > 2) {
    ctx.strokeStyle = paint("--c-line-strong");
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(ready, middle + 0.5);
    ctx.lineTo(from, middle + 0.5);
    ctx.moveTo(ready + 0.5, middle - 3);
    ctx.lineTo(ready + 0.5, middle + 4);
    ctx.stroke();
  }
  if (to < labels || from > width) return;
  const kind = kindOf(node.state);
  const long = Math.max(to - from, 2);
  ctx.fillStyle = paint(`--f-${kind}`);
  ctx.beginPath();
  ctx.roundRect(from, middle - BAR / 2, long, BAR, Math.min(3, long / 2));
  ctx.fill();
  if (critical) {
    ctx.strokeStyle = paint("--c-ink");
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.roundRect(from, middle - BAR / 2, long, BAR, Math.min(3, long / 2));
    ctx.stroke();
  }
  const share = work.share.get(node.id) ?? 0;
  const tries = picture.attempts.get(node.id) ?? 1;
  const said = [duration(until - node.start)];
  if (share > DOMINANT) said.push(percent(share));
  if (tries > 1) said.push(`↻ ${tries} attempts`);
  const text = said.join(" · ");
  const room = ctx.measureText(text).width + 10;
  ctx.textAlign = "left";
  ctx.fillStyle = paint(share > DOMINANT || tries > 1 ? "--s-late" : "--c-muted");
  if (to + room < width) ctx.fillText(text, to + 6, middle);
  else if (from - room > labels) ctx.fillText(text, from - room + 4, middle);
}

/** The dependencies of the node that is looked at. */
function links({ ctx, paint }: Frame, picture: Picture, x: (at: number) => number, y: (row: number) => number) {
  const id = picture.hovered ?? picture.selected;
  const row = id === undefined ? undefined : picture.index.get(id);
  const node = row === undefined ? undefined : picture.rows[row];
  if (!node || row === undefined || node.start === undefined) return;
  ctx.strokeStyle = paint("--c-accent");
  ctx.lineWidth = 1.25;
  const curve = (fromAt: number, fromRow: number, toAt: number, toRow: number) => {
    const [x1, y1, x2, y2] = [x(fromAt), y(fromRow), x(toAt), y(toRow)];
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.bezierCurveTo(x1 + 14, y1, x2 - 14, y2, x2, y2);
    ctx.stroke();
  };
  for (const parent of node.parents) {
    const at = picture.index.get(parent);
    const other = at === undefined ? undefined : picture.rows[at];
    if (at !== undefined && other) curve(other.end ?? picture.end, at, node.start, row);
  }
  for (const child of node.children) {
    const at = picture.index.get(child);
    const other = at === undefined ? undefined : picture.rows[at];
    if (at !== undefined && other?.start !== undefined) curve(node.end ?? picture.end, row, other.start, at);
  }
}
