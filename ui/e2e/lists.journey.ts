import { expect, inject, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

const base = inject("served").url;

/** One more than the API gives at once. */
const MANY = 201;

/** Does something so many times, a few at once. */
async function times(count: number, act: (at: number) => Promise<unknown>) {
  for (let at = 0; at < count; at += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - at) }, (_, more) => act(at + more)));
}

test("all versions of an artifact are there, twenty at a time", async () => {
  for (let at = 0; at < 21; at++)
    await api("/artifacts/", { key: "versions", type: "markdown", data: `version ${at}`, description: `number ${at}.` });
  await visit("/artifacts?key=versions", async (page) => {
    await page.getByText("number 20.").waitFor();
    expect(await page.getByText("number 0.").count()).toBe(0);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByText("number 0.").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "More", exact: true }).count()).toBe(0);
  });
});

test("all queues of a work pool are there, a page at a time", async () => {
  await api("/work_pools/", { name: "busy", type: "process" });
  await times(MANY, (at) => api("/work_pools/busy/queues", { name: `queue ${at}`, priority: at + 2 }));
  await visit("/work-pools/busy?tab=queues", async (page) => {
    const rows = page.getByRole("table", { name: "Queues" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(200);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await expect.poll(() => rows.count()).toBe(MANY + 1);
  });
});

test("all runs that a run called are there, and all its inputs", async () => {
  const { id: flow_id } = await api<{ id: string }>("/flows/", { name: "fan-out" });
  const parent = await api<{ id: string }>("/flow_runs/", { flow_id, name: "parent", state: { type: "COMPLETED" } });
  const caller = await api<{ id: string }>("/task_runs/", { flow_run_id: parent.id, task_key: "call", dynamic_key: "0" });
  await times(MANY, (at) =>
    api("/flow_runs/", {
      flow_id,
      name: `child-${at}`,
      parent_task_run_id: caller.id,
      state: { type: "COMPLETED" },
    }),
  );
  const give = (at: number) =>
    fetch(`${base}/api/flow_runs/${parent.id}/input`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: `number-${String(at).padStart(3, "0")}`, value: "1" }),
    });
  await times(MANY, give);
  await visit(`/runs/${parent.id}`, async (page) => {
    await page.getByText(`Calls ${MANY} runs`).waitFor();
    await page.getByRole("button", { name: `and ${MANY - 3} more` }).click();
    const called = page.getByRole("dialog").locator("tbody tr");
    await expect.poll(() => called.count()).toBe(200);
    await page.getByRole("dialog").getByRole("button", { name: "More", exact: true }).click();
    await expect.poll(() => called.count()).toBe(MANY);
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Parameters" }).click();
    const inputs = page.getByText(/^number-\d{3}$/);
    await expect.poll(() => inputs.count()).toBe(200);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await expect.poll(() => inputs.count()).toBe(MANY);
  });
});
