import { expect, test } from "vitest";
import { type Edge, layout } from "./layout";

const edges = (...pairs: string[]): Edge[] => pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" }));
const layersOf = (ids: string[], given: Edge[]) =>
  Object.fromEntries(layout(ids, given).nodes.map((node) => [node.id, node.layer]));

test("a node stands after all that it depends on", () => {
  expect(layersOf(["d", "a", "b", "c"], edges("ab", "bc", "ac", "cd"))).toEqual({ a: 0, b: 1, c: 2, d: 3 });
});

test("no two nodes stand at one place, and rows are within the picture", () => {
  const ids = Array.from({ length: 60 }, (_, at) => `n${at}`);
  const given = ids.slice(1).map((id, at) => ({ from: `n${Math.floor(at / 3)}`, to: id }));
  const made = layout(ids, given);
  expect(new Set(made.nodes.map((node) => `${node.layer}/${node.row}`)).size).toBe(60);
  for (const node of made.nodes) {
    expect(node.row).toBeGreaterThanOrEqual(0);
    expect(node.row).toBeLessThan(made.rows);
  }
});

test("crossings are undone", () => {
  const rows = Object.fromEntries(layout(["a", "b", "x", "y"], edges("ay", "bx")).nodes.map((node) => [node.id, node.row]));
  expect(rows).toMatchObject({ a: rows.y, b: rows.x });
});

test("circles and edges to nowhere do no harm", () => {
  expect(Object.keys(layersOf(["a", "b", "c"], edges("ab", "ba", "bc", "aa", "az")))).toHaveLength(3);
  expect(layout([], []).nodes).toEqual([]);
});

test("five thousand nodes are placed", () => {
  const ids = Array.from({ length: 5000 }, (_, at) => String(at));
  const given = ids.slice(1).map((to, at) => ({ from: String((at * 7919) % (at + 1)), to }));
  expect(layout(ids, given).nodes).toHaveLength(5000);
});
