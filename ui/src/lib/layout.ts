/** Where the nodes of a dependency graph stand: in layers from left to right, with few crossings. */

export interface Edge {
  from: string;
  to: string;
}

export interface Placed {
  id: string;
  layer: number;
  /** The place within its layer, in rows; not always whole. */
  row: number;
}

export interface Layout {
  nodes: Placed[];
  layers: number;
  rows: number;
}

/** How often the order within layers is improved, once in each direction. */
const SWEEPS = 4;

/**
 * Layers by longest paths, order by barycentres (Sugiyama et al. 1981): each sweep sorts a layer by the mean place of its
 * neighbours in the layer before. Edges over several layers pull directly, without nodes in between, which keeps it
 * quick for thousands of nodes. An edge that would close a circle is left out.
 */
export function layout(ids: readonly string[], edges: readonly Edge[]): Layout {
  const index = new Map(ids.map((id, at) => [id, at]));
  const after: number[][] = ids.map(() => []);
  const before: number[][] = ids.map(() => []);
  for (const { from, to } of edges) {
    const [a, b] = [index.get(from), index.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    after[a]?.push(b);
    before[b]?.push(a);
  }
  const layer = layersOf(after, before);
  const layers: number[][] = [];
  for (const [node, at] of layer.entries()) {
    layers[at] ??= [];
    layers[at].push(node);
  }
  const place = new Float64Array(ids.length);
  const settle = (nodes: number[]) => {
    for (const [at, node] of nodes.entries()) place[node] = at - (nodes.length - 1) / 2;
  };
  layers.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const nodes of down ? layers : [...layers].reverse()) {
      const pull = new Map(nodes.map((node) => [node, barycentre((down ? before : after)[node] ?? [], place, place[node] ?? 0)]));
      nodes.sort((a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0));
      settle(nodes);
    }
  }
  const rows = Math.max(1, ...layers.map((nodes) => nodes.length));
  const nodes = ids.map((id, at) => ({ id, layer: layer[at] ?? 0, row: (place[at] ?? 0) + (rows - 1) / 2 }));
  return { nodes, layers: layers.length, rows };
}

function barycentre(neighbours: readonly number[], place: Float64Array, otherwise: number): number {
  if (!neighbours.length) return otherwise;
  return neighbours.reduce((sum, node) => sum + (place[node] ?? 0), 0) / neighbours.length;
}

/** For each node the length of the longest path that leads to it (Kahn's order). */
function layersOf(after: readonly number[][], before: readonly number[][]): number[] {
  const layer = after.map(() => 0);
  const missing = before.map((nodes) => nodes.length);
  const ready = missing.flatMap((count, node) => (count === 0 ? [node] : []));
  const seen = new Set(ready);
  for (let at = 0; ; at++) {
    if (at === ready.length) {
      // Only circles are left: one of their nodes is taken as if nothing led to it.
      const stuck = missing.findIndex((_, node) => !seen.has(node));
      if (stuck < 0) return layer;
      ready.push(stuck);
      seen.add(stuck);
    }
    const node = ready[at] ?? 0;
    for (const next of after[node] ?? []) {
      if (seen.has(next)) continue;
      layer[next] = Math.max(layer[next] ?? 0, (layer[node] ?? 0) + 1);
      missing[next] = (missing[next] ?? 1) - 1;
      if (missing[next] === 0) {
        ready.push(next);
        seen.add(next);
      }
    }
  }
}
