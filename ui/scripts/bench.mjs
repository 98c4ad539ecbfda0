// Measures what must stay quick, in a browser against a server that holds much:
//
//   node scripts/bench.mjs URL [--runs 100000] [--tasks 5000] [--lines 100000]
//
// It fills the server at URL with what it lacks of these, so give it one of its own. Printed are: how long the overview
// takes from the navigation until its charts and failures are there (by the browser's own clock, cold and warm), frames a
// second of a timeline while it is panned, and whether the log has blank rows while it is scrolled through.
import { parseArgs } from "node:util";
import { client, launch } from "./browser.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "100000" },
    tasks: { type: "string", default: "5000" },
    lines: { type: "string", default: "100000" },
  },
});
const base = positionals[0];
if (!base) throw new Error("give the address of a server, such as http://127.0.0.1:4200");
const [runs, tasks, lines] = [Number(values.runs), Number(values.tasks), Number(values.lines)];
const api = client(base);

/** So many requests at a time. */
async function each(count, at_once, act) {
  let next = 0;
  await Promise.all(
    Array.from({ length: at_once }, async () => {
      while (next < count) await act(next++);
    }),
  );
}

async function fill() {
  const flow = await api("/flows/", { name: "bench-ui" });
  const there = await api("/flow_runs/count", {});
  await each(Math.max(0, runs - there), 24, async (at) => {
    const type = at % 50 === 0 ? "FAILED" : "COMPLETED";
    await api("/flow_runs/", {
      flow_id: flow.id,
      state: { type, message: type === "FAILED" ? `ValueError: row ${at} has no key` : null },
    });
  });
  const run = await api("/flow_runs/", { flow_id: flow.id, name: `wide-${Date.now()}`, state: { type: "RUNNING" } });
  await each(tasks, 24, (at) =>
    api("/task_runs/", {
      flow_run_id: run.id,
      task_key: "part",
      dynamic_key: String(at),
      name: `part-${at}`,
      state: { type: "RUNNING" },
    }),
  );
  const stamp = Date.now();
  await each(Math.ceil(lines / 1000), 4, (batch) =>
    api(
      "/logs/",
      Array.from({ length: Math.min(1000, lines - batch * 1000) }, (_, at) => ({
        name: "prefect.flow_runs",
        level: (batch * 1000 + at) % 997 === 0 ? 40 : 20,
        message: `line ${batch * 1000 + at}: read a part of the table and wrote it again`,
        timestamp: new Date(stamp + batch * 1000 + at).toISOString(),
        flow_run_id: run.id,
      })),
    ),
  );
  await api(`/flow_runs/${run.id}/set_state`, { state: { type: "COMPLETED" }, force: true });
  return run.id;
}

/** Milliseconds from the navigation until all of these are on the page. */
async function ready(page, path, selectors) {
  await page.addInitScript((wanted) => {
    const look = () => {
      if (wanted.every((selector) => document.querySelector(selector))) performance.mark("weir-ready");
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, selectors);
  await page.goto(base + path);
  await page.waitForFunction(() => performance.getEntriesByName("weir-ready").length > 0);
  return page.evaluate(() => performance.getEntriesByName("weir-ready")[0].startTime);
}

/** How many frames a second the page draws while `act` goes on. */
async function frames(page, seconds, act) {
  await page.evaluate(() => {
    window.weirFrames = [];
    const count = (at) => {
      window.weirFrames.push(at);
      window.weirCounting = requestAnimationFrame(count);
    };
    window.weirCounting = requestAnimationFrame(count);
  });
  await act(seconds);
  return page.evaluate(() => {
    cancelAnimationFrame(window.weirCounting);
    const all = window.weirFrames;
    const gaps = all.slice(1).map((at, place) => at - all[place]);
    return { mean: (1000 * gaps.length) / (all.at(-1) - all[0]), longest: Math.max(...gaps) };
  });
}

const run = await fill();
console.log(`the server holds ${await api("/flow_runs/count", {})} runs; the wide one has ${tasks} task runs and ${lines} lines`);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });

const shown = ["[aria-label^='Runs over time']", "main ul a[href^='/runs/']"];
for (const kind of ["cold", "warm", "warm"]) {
  const page = await context.newPage();
  console.log(`overview, ${kind}: ${Math.round(await ready(page, "/", shown))} ms`);
  await page.close();
}

const page = await context.newPage();
await page.goto(`${base}/runs/${run}`);
const timeline = page.getByRole("img", { name: /^Timeline of/ });
await timeline.waitFor({ timeout: 120_000 });
const panned = await frames(page, 4, (seconds) =>
  page.evaluate(
    async ([length]) => {
      const canvas = document.querySelector("canvas[aria-label^='Timeline']");
      const { left, top } = canvas.getBoundingClientRect();
      const wheel = (deltaX, deltaY, ctrlKey = false) =>
        canvas.dispatchEvent(
          new WheelEvent("wheel", {
            deltaX,
            deltaY,
            ctrlKey,
            clientX: left + 600,
            clientY: top + 100,
            bubbles: true,
            cancelable: true,
          }),
        );
      wheel(0, -200, true);
      const end = performance.now() + length * 1000;
      for (let step = 0; performance.now() < end; step++) {
        wheel(step % 120 < 60 ? 12 : -12, step % 400 < 200 ? 40 : -40);
        await new Promise(requestAnimationFrame);
      }
    },
    [seconds],
  ),
);
console.log(
  `timeline of ${tasks}: ${panned.mean.toFixed(0)} frames a second while panning, the longest ${panned.longest.toFixed(0)} ms`,
);

await page.goto(`${base}/runs/${run}?tab=logs`);
await page.waitForFunction((wanted) => document.querySelector("[aria-label='Log lines']")?.scrollHeight >= wanted * 20, lines, {
  timeout: 120_000,
});
const scrolled = await page.evaluate(async () => {
  const box = document.querySelector("[aria-label='Log lines']");
  const { top, left, height } = box.getBoundingClientRect();
  let [blank, looked] = [0, 0];
  for (let step = 0; step < 200; step++) {
    box.scrollTop = (step / 200) * (box.scrollHeight - height);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const share of [0.1, 0.5, 0.9]) {
      looked += 1;
      const under = document.elementFromPoint(left + 300, top + height * share);
      if (!under?.textContent || under === box) blank += 1;
    }
  }
  return { blank, looked };
});
console.log(`log of ${lines} lines: ${scrolled.blank} blank places of ${scrolled.looked} looked at while scrolling`);
await browser.close();
