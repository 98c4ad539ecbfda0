import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const out = resolve(import.meta.dirname, "dist/app");

/** Writes the compressed form of each file beside it, at the best level, so that the server need not compress. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg|json)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const plain = readFileSync(path);
        const gzip = gzipSync(plain, { level: 9 });
        if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip);
      }
    },
  };
}

const server = process.env.WEIR_API ?? "http://127.0.0.1:4200";

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  build: { outDir: out, emptyOutDir: true, target: "es2023", manifest: "manifest.json", chunkSizeWarningLimit: 700 },
  worker: { format: "es" },
  server: {
    proxy: Object.fromEntries(
      ["/api", "^/metrics$", "/openapi.json"].map((path) => [path, { target: server, ws: true, changeOrigin: true }]),
    ),
  },
  // Long enough for a busy machine: no test here waits for anything but itself.
  test: { include: ["src/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
} as Parameters<typeof defineConfig>[0]);
