import { expect, test } from "vitest";
import { type Node, workOf } from "./work";

const node = (id: string, start: number | undefined, end: number | undefined, parents: string[] = []): Node => ({
  id,
  kind: "task-run",
  label: id,
  state: "COMPLETED",
  start,
  end,
  parents,
  children: [],
});

test("the critical path goes back from the last end by the parent that ended last", () => {
  const nodes = [node("a", 0, 4000), node("b", 0, 9000), node("c", 9000, 12_000, ["a", "b"]), node("d", 4000, 5000, ["a"])];
  const work = workOf(nodes, 0, 12_000);
  expect([...work.critical].sort()).toEqual(["b", "c"]);
  expect(work.share.get("b")).toBe(0.75);
  expect(work.ready.get("c")).toBe(9000);
  expect(work.parallel).toEqual({ most: 2, mean: 17_000 / 12_000 });
});

test("tasks that are called one after another are one path, though nothing says that they depend", () => {
  const nodes = [node("a", 0, 1000), node("b", 1010, 3000), node("side", 100, 400)];
  expect([...workOf(nodes, 0, 3000).critical].sort()).toEqual(["a", "b"]);
});

test("a gap ends the path, and what has not begun is not on it", () => {
  const nodes = [node("a", 0, 1000), node("b", 60_000, 70_000), node("c", undefined, undefined, ["b"])];
  expect([...workOf(nodes, 0, 70_000).critical]).toEqual(["b"]);
});

test("what goes on lasts until now, and five thousand nodes in a row are no trouble", () => {
  expect(workOf([node("a", 500, undefined)], 0, 1000).share.get("a")).toBe(0.5);
  const chain = Array.from({ length: 5000 }, (_, at) => node(String(at), at * 10, at * 10 + 10, at ? [String(at - 1)] : []));
  expect(workOf(chain, 0, 50_000).critical.size).toBe(5000);
});
