// Takes pictures of every page, in both themes, into docs/ui: `node scripts/screenshots.mjs`, after `make ui build`; with
// names, of those pages alone: `node scripts/screenshots.mjs runs run-failed`.
// They show what `weir demo` tells, and an automation that is added here, on a server of their own.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { client, launch } from "./browser.mjs";
import { front } from "./front.mjs";

const root = resolve(import.meta.dirname, "../..");
const out = join(root, "docs/ui");
const weir = process.env.WEIR_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/weir");
const folder = mkdtempSync(join(tmpdir(), "weir-screenshots-"));
const environment = { ...process.env, HOME: folder, WEIR_DATABASE_URL: process.env.WEIR_DEMO ?? `sqlite:///${folder}/weir.db` };

const port = await new Promise((found) => {
  const listener = createServer().listen(0, "127.0.0.1", () => {
    const { port } = listener.address();
    listener.close(() => found(port));
  });
});
const own = `http://127.0.0.1:${port}`;
const api = client(own);
const before = process.env.WEIR_UI_FRONT && (await front(own));
const base = before ? before.url : own;

if (!process.env.WEIR_DEMO) spawnSync(weir, ["demo"], { env: environment, stdio: "inherit" });
const server = spawn(weir, ["server", "start", "--port", String(port)], { env: environment, stdio: "ignore" });
try {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`${own}/api/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await new Promise((done) => setTimeout(done, 200));
  }
  const wanted = process.argv.slice(2);
  await take((await pages()).filter(([name]) => wanted.length === 0 || wanted.includes(name)));
} finally {
  if (before) await before.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Objectives, when it is told how they stand. */
async function objectives() {
  for (let tries = 0; tries < 50; tries++) {
    const all = await api("/slos/filter", {});
    if (all.length && all.every((one) => one.status.evaluated)) return all;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("nobody tells how the objectives stand");
}

/** The runs of this moment, which hold slots of a limit. */
async function holders(limit) {
  const running = await api("/flow_runs/filter", { flow_runs: { state: { name: { any_: ["Running"] } } } });
  for (const { id } of running) {
    await api("/v2/concurrency_limits/increment-with-lease", {
      names: [limit],
      slots: 1,
      lease_duration: 3600,
      holder: { type: "flow_run", id },
    });
  }
}

/** A block, of which the demo makes none. */
async function secret() {
  const type = await api("/block_types/slug/secret");
  const [schema] = await api("/block_schemas/filter", { block_schemas: { block_type_id: { any_: [type.id] } }, limit: 1 });
  return api("/block_documents/", {
    name: "warehouse-password",
    data: { value: "a secret" },
    block_type_id: type.id,
    block_schema_id: schema.id,
  });
}

async function pages() {
  const slos = await objectives();
  const slo = slos.find((one) => one.status.state === "breached" && one.status.unit === "runs") ?? slos[0];
  const automation = await api("/automations/", {
    name: "declare failures of orders",
    description: "Somebody on call looks at each failure of the orders.",
    trigger: {
      type: "event",
      posture: "Reactive",
      expect: ["prefect.flow-run.Failed"],
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      threshold: 1,
    },
    actions: [{ type: "declare-incident", title: "{{ flow.name }} failed", severity: "error" }],
  });
  await api("/v2/concurrency_limits/", { name: "warehouse", limit: 4 });
  await holders("warehouse");
  const block = await secret();
  const newest = async (state, flow) => {
    const found = await api("/flow_runs/filter", {
      flow_runs: { state: { name: { any_: [state] } } },
      ...(flow ? { flows: { name: { any_: [flow] } } } : {}),
      sort: "START_TIME_DESC",
      limit: 1,
    });
    return found[0];
  };
  const [failed, orders] = [await newest("Failed"), await newest("Completed", "etl-orders")];
  const checked = await newest("Completed", "data-quality");
  // One more failure, on which the automation fires.
  const again = await api("/flow_runs/", { flow_id: orders.flow_id, state: { type: "RUNNING" } });
  await api(`/flow_runs/${again.id}/set_state`, {
    state: { type: "FAILED", name: "Failed", message: "OperationalError: could not connect to server" },
  });
  const settled = async () => (await api("/incidents/filter", {})).length > 0;
  for (let tries = 0; tries < 50 && !(await settled()); tries++) await new Promise((done) => setTimeout(done, 200));
  const [deployment] = await api("/deployments/filter", { flow_runs: { id: { any_: [orders.id] } }, limit: 1 });
  return [
    ["overview", "/?range=7d"],
    ["runs", "/runs?range=30d"],
    ["run-timeline", `/runs/${orders.id}`],
    ["run-failed", `/runs/${failed.id}`],
    ["run-graph", `/runs/${failed.id}?tab=graph`],
    ["run-logs", `/runs/${orders.id}?tab=logs`],
    ["run-tasks", `/runs/${failed.id}?tab=tasks`],
    ["run-metrics", `/runs/${orders.id}?tab=metrics`],
    ["run-parameters", `/runs/${failed.id}?tab=details`],
    ["run-artifacts", `/runs/${checked.id}?tab=artifacts`],
    ["run-states", `/runs/${orders.id}?tab=states`],
    ["run-events", `/runs/${orders.id}?tab=events`],
    ["flows", "/flows"],
    ["flow", `/flows/${orders.flow_id}?range=30d`],
    ["deployments", "/deployments"],
    ["deployment", `/deployments/${deployment.id}?range=30d`],
    ["deployment-schedules", `/deployments/${deployment.id}?tab=schedules`],
    ["deployment-configuration", `/deployments/${deployment.id}?tab=configuration`],
    ["insights", "/insights?range=30d"],
    ["insights-all", "/insights?range=7d&by=none"],
    ...["concurrency", "bottlenecks", "failures", "retries", "trends"].map((tab) => [`insights-${tab}`, `/insights?tab=${tab}`]),
    ["slos", "/slos"],
    ["slo", `/slos/${slo.id}`],
    ["slo-offences", `/slos/${slo.id}?tab=offences`],
    ["slo-events", `/slos/${slo.id}?tab=events`],
    ["slo-edit", `/slos/${slo.id}?tab=edit`],
    ["slo-new", "/slos/new"],
    ["automations", "/automations"],
    ["automation", `/automations/${automation.id}`],
    ["automation-edit", `/automations/${automation.id}?tab=edit`],
    ["automation-new", "/automations/new"],
    ["incidents", "/incidents"],
    ["events", "/events"],
    ["resource", `/resources/prefect.flow-run.${failed.id}?range=30d`],
    ["metrics", "/metrics-explorer?range=30d"],
    ["work-pools", "/work-pools"],
    ["work-pool", "/work-pools/data-platform?range=30d"],
    ["work-pool-queues", "/work-pools/data-platform?tab=queues"],
    ["concurrency", "/concurrency"],
    ["variables", "/variables"],
    ["artifacts", "/artifacts"],
    ["artifact", "/artifacts?key=data-quality"],
    ["blocks", "/blocks"],
    ["block", `/blocks/${block.id}`],
    ["blocks-new", "/blocks/new"],
    ["settings", "/settings"],
    ["settings-keys", "/settings?tab=access"],
    ["settings-audit", "/settings?tab=audit"],
    ["settings-storage", "/settings?tab=storage"],
    ["run-narrow", `/runs/${failed.id}`, { width: 380, height: 800 }],
    ["overview-narrow", "/?range=7d", { width: 380, height: 800 }],
  ];
}

async function take(list) {
  mkdirSync(out, { recursive: true });
  const browser = await launch();
  const shrinker = await browser.newPage();
  for (const colorScheme of ["dark", "light"]) {
    for (const [name, path, viewport = { width: 1280, height: 800 }] of list) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce", timezoneId: "UTC" });
      const page = await context.newPage();
      await page.goto(base + path);
      await page.waitForLoadState("networkidle");
      await page.waitForFunction(() => !document.querySelector("[role=status][aria-label^=Loading]"));
      // Charts are drawn in the frame after their data came.
      await page.waitForTimeout(400);
      const file = join(out, `${name}-${colorScheme}.webp`);
      writeFileSync(file, await webp(shrinker, await page.screenshot()));
      console.log(`${file} ${Math.round(statSync(file).size / 1000)} kB`);
      await context.close();
    }
  }
  await browser.close();
}

/** The picture in a format of a third of the size, which the browser can write. */
async function webp(page, png) {
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", 0.82);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  return Buffer.from(url.split(",")[1], "base64");
}
