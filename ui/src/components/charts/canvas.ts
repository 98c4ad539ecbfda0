import { useEffect, useRef } from "react";
import { useTheme } from "@/lib/prefs";
import { shorten } from "@/lib/shorten";

/** A colour of the theme, as the canvas wants it. */
export type Paint = (variable: string) => string;

export interface Frame {
  ctx: CanvasRenderingContext2D;
  width: number;
  height: number;
  paint: Paint;
}

/** A canvas that is drawn in points of the page whatever the screen's density, again when its size or the theme changes. */
export function useCanvas(draw: (frame: Frame) => void) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const theme = useTheme();
  const redraw = useRef(() => {});
  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext("2d");
    if (!element || !ctx) return;
    let frame = 0;
    const style = getComputedStyle(document.documentElement);
    const colours = new Map<string, string>();
    const paint = (variable: string) => {
      let colour = colours.get(variable);
      if (colour === undefined) {
        colour = style.getPropertyValue(variable).trim() || theme;
        colours.set(variable, colour);
      }
      return colour;
    };
    const now = () => {
      frame = 0;
      const ratio = window.devicePixelRatio || 1;
      const { clientWidth: width, clientHeight: height } = element;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, width, height);
      latest.current({ ctx, width, height, paint });
    };
    redraw.current = () => {
      frame ||= requestAnimationFrame(now);
    };
    const observer = new ResizeObserver(redraw.current);
    observer.observe(element);
    redraw.current();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [theme]);
  useEffect(() => redraw.current());
  return { canvas, redraw: () => redraw.current() };
}

export const FONT = '11px ui-sans-serif, system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Writes a name that has only so much room. */
export function fillName(ctx: CanvasRenderingContext2D, name: string, room: number, x: number, y: number) {
  ctx.fillText(shorten(name, ctx.measureText(name).width, room), x, y);
}

/** Round lengths of time, in milliseconds. */
export const TIME_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3,
  21600e3, 43200e3, 86400e3, 172800e3, 604800e3,
];

/** A round step of time for about `count` ticks in so many milliseconds. */
export const timeStep = (length: number, count: number) => TIME_STEPS.find((step) => length / step <= count) ?? length;
