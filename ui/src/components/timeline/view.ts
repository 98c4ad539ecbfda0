/** What part of a timeline is seen: times in milliseconds from the run's beginning, and how far it is scrolled down. */
export interface View {
  from: number;
  to: number;
  top: number;
}

export interface Bounds {
  length: number;
  /** The height of all rows, and of the window in which they are seen. */
  content: number;
  window: number;
}

/** The closest look, in milliseconds across the whole width. */
const CLOSEST = 5;

export function clamp(view: View, bounds: Bounds): View {
  const width = Math.min(Math.max(view.to - view.from, CLOSEST), bounds.length);
  const from = Math.min(Math.max(view.from, 0), bounds.length - width);
  const top = Math.min(Math.max(view.top, 0), Math.max(0, bounds.content - bounds.window));
  return { from, to: from + width, top };
}

/** Closer (`factor` below 1) or further away, so that the time at `share` of the width stays where it is. */
export function zoom(view: View, factor: number, share: number, bounds: Bounds): View {
  const width = view.to - view.from;
  const fixed = view.from + width * share;
  const next = Math.min(Math.max(width * factor, CLOSEST), bounds.length);
  return clamp({ from: fixed - next * share, to: fixed + next * (1 - share), top: view.top }, bounds);
}

/** Moved by shares of the seen width, and points downwards. */
export function pan(view: View, along: number, down: number, bounds: Bounds): View {
  const step = (view.to - view.from) * along;
  return clamp({ from: view.from + step, to: view.to + step, top: view.top + down }, bounds);
}

/** Moved no further than needed to see a row and its beginning. */
export function reveal(view: View, row: { top: number; height: number; start: number; end: number }, bounds: Bounds): View {
  let { from, to, top } = view;
  if (row.top < top) top = row.top;
  if (row.top + row.height > top + bounds.window) top = row.top + row.height - bounds.window;
  const width = to - from;
  if (row.end < from || row.start > to) {
    from = row.start - width * 0.1;
    to = from + width;
  }
  return clamp({ from, to, top }, bounds);
}
