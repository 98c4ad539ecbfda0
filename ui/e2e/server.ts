import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { TestProject } from "vitest/node";
import { front } from "../scripts/front.mjs";

export interface Served {
  url: string;
  /** A server that asks who is there, and what it wants to hear. */
  locked: string;
  auth: string;
}

declare module "vitest" {
  interface ProvidedContext {
    served: Served;
  }
}

/** Has `tests/ui/serve.py` start servers with the runs of real flows, and ends them afterwards. */
export default async function setup(project: TestProject) {
  const root = resolve(import.meta.dirname, "../..");
  const python = spawn(process.env.WEIR_PYTHON ?? "python3", ["-m", "tests.ui.serve"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const told = await new Promise<string>((found, failed) => {
    createInterface({ input: python.stdout }).once("line", found);
    python.once("exit", (code) => failed(new Error(`tests.ui.serve ended with ${code} before it told where the server is`)));
  });
  const served = JSON.parse(told) as Served;
  const fronts = process.env.WEIR_UI_FRONT ? [await front(served.url), await front(served.locked)] : [];
  const [url, locked] = fronts.map((one) => one.url);
  project.provide("served", { ...served, ...(url ? { url } : {}), ...(locked ? { locked } : {}) });
  return async () => {
    await Promise.all(fronts.map((one) => one.close()));
    await new Promise<void>((done) => {
      python.removeAllListeners("exit").once("exit", () => done());
      python.stdin.end();
    });
  };
}
