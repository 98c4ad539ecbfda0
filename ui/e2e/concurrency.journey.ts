import { expect, test } from "vitest";
import { api, newestRun, visit, withBrowser } from "./browser";

withBrowser();

/** Takes a slot of a limit for somebody, until the server takes it back. */
const take = (limit: string, holder: unknown) =>
  api("/v2/concurrency_limits/increment-with-lease", { names: [limit], slots: 1, holder, lease_duration: 600 });

test("who holds the slots of a limit is told with the run that does, and all holders are there", async () => {
  const run = await newestRun("billing");
  const [task] = await api<{ id: string; name: string }[]>("/task_runs/filter", {
    flow_runs: { id: { any_: [run.id] } },
    limit: 1,
  });
  if (!task) throw new Error("billing ran no task");
  await api("/v2/concurrency_limits/", { name: "printer", limit: 5 });
  await take("printer", { type: "flow_run", id: run.id });
  await take("printer", { type: "task_run", id: task.id });
  await take("printer", null);
  await take("printer", { type: "flow_run", id: run.id });
  await visit("/concurrency", async (page) => {
    const row = page.getByRole("table", { name: "Limits by name" }).getByRole("row").filter({ hasText: "printer" });
    await row.getByText("4 of 5").waitFor();
    const holders = row.getByRole("list", { name: "Holders of printer" });
    await holders.getByText("a client that does not say who it is").waitFor();
    await row.getByRole("button", { name: "and 1 more" }).click();
    const all = page.getByRole("table", { name: "Holders" });
    await expect.poll(() => all.getByRole("link", { name: run.name, exact: true }).count()).toBe(2);
    await page.keyboard.press("Escape");
    await holders.getByRole("link", { name: task.name, exact: true }).click();
    await page.waitForURL(new RegExp(`/runs/${run.id}\\?.*task=${task.id}`));
  });
});

test("slots that were taken without a lease are counted apart", async () => {
  await api("/v2/concurrency_limits/", { name: "scanner", limit: 5, active_slots: 2 });
  await take("scanner", null);
  await visit("/concurrency", async (page) => {
    const holders = page.getByRole("list", { name: "Holders of scanner" });
    await holders.getByText("2 without a lease").waitFor();
  });
});

test("on a narrow screen the holders stand below their limit, and nothing lies off it", async () => {
  const run = await newestRun("billing");
  await api("/v2/concurrency_limits/", { name: "plotter", limit: 5 });
  await take("plotter", { type: "flow_run", id: run.id });
  await visit(
    "/concurrency",
    async (page) => {
      const table = page.getByRole("table", { name: "Limits by name" });
      await table.getByRole("list", { name: "Holders of plotter" }).getByRole("link", { name: run.name }).waitFor();
      const hidden = await table.evaluate(({ parentElement: frame }) => (frame ? frame.scrollWidth - frame.clientWidth : -1));
      expect(hidden).toBe(0);
    },
    { viewport: { width: 380, height: 800 } },
  );
});
