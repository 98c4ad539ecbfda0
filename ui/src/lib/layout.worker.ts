import { type Edge, layout } from "./layout";

/** Places a graph beside the page, which stays smooth meanwhile. */
self.onmessage = (event: MessageEvent<{ ids: string[]; edges: Edge[] }>) => {
  self.postMessage(layout(event.data.ids, event.data.edges));
};
