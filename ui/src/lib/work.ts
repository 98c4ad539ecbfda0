/** What a flow run did, by its graph: how long each node worked and waited, and which chain made it as long as it was. */

export interface Node {
  id: string;
  kind: "task-run" | "flow-run";
  label: string;
  state: string;
  /** Milliseconds since 1970; none for what has not begun or not ended. */
  start: number | undefined;
  end: number | undefined;
  parents: string[];
  children: string[];
}

interface Graph {
  start_time: string | null;
  end_time: string | null;
  nodes: [
    string,
    {
      kind: "flow-run" | "task-run";
      id: string;
      label: string;
      state_type: string;
      start_time: string | null;
      end_time: string | null;
      parents: { id: string }[];
      children: { id: string }[];
    },
  ][];
}

const instant = (text: string | null | undefined) => (text ? Date.parse(text) : undefined);

const WAITING: ReadonlySet<string> = new Set(["SCHEDULED", "PENDING"]);

export function readGraph(graph: Graph): Node[] {
  return graph.nodes.map(([, node]) => ({
    id: node.id,
    kind: node.kind,
    label: node.label,
    state: node.state_type,
    // What waits has a time at which it is expected, and has not begun.
    start: WAITING.has(node.state_type) ? undefined : instant(node.start_time),
    end: instant(node.end_time),
    parents: node.parents.map((parent) => parent.id),
    children: node.children.map((child) => child.id),
  }));
}

export interface Work {
  /** Share of the run's wall time in which the node worked, by id. */
  share: Map<string, number>;
  /** When the node could have begun: when its last parent ended, or the run began. */
  ready: Map<string, number>;
  critical: Set<string>;
  /** How many nodes worked at the same time, at most and on average. */
  parallel: { most: number; mean: number };
  wall: number;
}

/** A node whose share is above this is worth a word. */
export const DOMINANT = 0.5;

/**
 * The critical path is found from its end: the node that ended last, then of its parents the one that ended last, and so
 * on. Where a node has no parent, but waited for a node that ended just before it began (as when a flow calls tasks one
 * after another), the path goes on there.
 */
export function workOf(nodes: readonly Node[], start: number, end: number): Work {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wall = Math.max(end - start, 1);
  const share = new Map<string, number>();
  const ready = new Map<string, number>();
  const ended = (node: Node) => node.end ?? end;
  const begun = nodes.filter((node): node is Node & { start: number } => node.start !== undefined);
  for (const node of nodes) {
    const parents = node.parents.map((id) => byId.get(id)).filter((parent) => parent !== undefined);
    ready.set(node.id, Math.max(start, ...parents.map(ended)));
    if (node.start !== undefined)
      share.set(node.id, Math.max(0, Math.min(ended(node), end) - Math.max(node.start, start)) / wall);
  }
  return { share, ready, critical: criticalPath(begun, byId, ended, wall), parallel: parallelism(begun, ended, wall), wall };
}

function criticalPath(
  begun: (Node & { start: number })[],
  byId: Map<string, Node>,
  ended: (node: Node) => number,
  wall: number,
): Set<string> {
  const path = new Set<string>();
  const byEnd = [...begun].sort((a, b) => ended(a) - ended(b));
  const ends = byEnd.map(ended);
  let node: Node | undefined = byEnd.at(-1);
  // What the engine itself needs between two calls.
  const gap = Math.max(wall * 0.02, 250);
  while (node && !path.has(node.id)) {
    path.add(node.id);
    const parents: Node[] = node.parents.map((id) => byId.get(id)).filter((parent) => parent?.start !== undefined) as Node[];
    const last = parents.sort((a, b) => ended(b) - ended(a))[0];
    if (last) {
      node = last;
      continue;
    }
    const from: number = node.start ?? 0;
    const before = byEnd[upper(ends, from) - 1];
    node = before && from - ended(before) <= gap ? before : undefined;
  }
  return path;
}

/** How many of the sorted values are at most `limit`. */
function upper(sorted: number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parallelism(
  begun: (Node & { start: number })[],
  ended: (node: Node) => number,
  wall: number,
): { most: number; mean: number } {
  const steps = begun.flatMap((node) => [
    [node.start, 1],
    [ended(node), -1],
  ]) as [number, number][];
  steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [now, most] = [0, 0];
  for (const [, step] of steps) {
    now += step;
    most = Math.max(most, now);
  }
  const work = begun.reduce((sum, node) => sum + Math.max(0, ended(node) - node.start), 0);
  return { most, mean: work / wall };
}
