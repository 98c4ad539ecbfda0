import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// The journeys share one server and go one after another: a busy machine would make browsers wait for each other.
export default defineConfig({
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  test: {
    include: ["e2e/**/*.journey.ts"],
    globalSetup: "e2e/server.ts",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // What is awaited comes when the machine has time for it.
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
