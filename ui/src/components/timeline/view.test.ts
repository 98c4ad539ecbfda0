import { expect, test } from "vitest";
import { clamp, pan, reveal, zoom } from "./view";

const bounds = { length: 10_000, content: 1000, window: 200 };
const all = { from: 0, to: 10_000, top: 0 };

test("the time under the pointer stays where it is", () => {
  const near = zoom(all, 0.5, 0.25, bounds);
  expect(near).toEqual({ from: 1250, to: 6250, top: 0 });
  expect(near.from + (near.to - near.from) * 0.25).toBe(2500);
  expect(zoom(near, 100, 0.25, bounds)).toEqual(all);
});

test("nothing leads out of the run, however far one pans or zooms", () => {
  expect(pan(all, 3, 5000, bounds)).toEqual({ from: 0, to: 10_000, top: 800 });
  const near = zoom(all, 1e-9, 1, bounds);
  expect(near.to - near.from).toBe(5);
  expect(pan(near, 50, -50, bounds).to).toBe(10_000);
  expect(clamp({ from: -5, to: 99_999, top: -1 }, bounds)).toEqual(all);
});

test("a row is brought into sight, and what is in sight stays", () => {
  const view = { from: 0, to: 1000, top: 0 };
  expect(reveal(view, { top: 100, height: 24, start: 10, end: 20 }, bounds)).toEqual(view);
  expect(reveal(view, { top: 500, height: 24, start: 4000, end: 4100 }, bounds)).toEqual({ from: 3900, to: 4900, top: 324 });
});
