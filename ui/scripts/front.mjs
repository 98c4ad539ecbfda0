// Serves the built files of this tree in front of a server whose own are older: what a change of a page does is seen
// without the server being built anew. Used where WEIR_UI_FRONT is set.
import { resolve } from "node:path";
import { preview } from "vite";

/** The address in front of the server at `target`, and how it ends. */
export async function front(target) {
  const root = resolve(import.meta.dirname, "..");
  const served = await preview({
    root,
    configFile: false,
    logLevel: "error",
    build: { outDir: resolve(root, "dist/app") },
    preview: {
      host: "127.0.0.1",
      port: 0,
      proxy: Object.fromEntries(
        ["/api", "^/metrics$", "/openapi.json"].map((path) => [path, { target, ws: true, changeOrigin: true }]),
      ),
    },
  });
  const { port } = served.httpServer.address();
  return { url: `http://127.0.0.1:${port}`, close: () => served.close() };
}
