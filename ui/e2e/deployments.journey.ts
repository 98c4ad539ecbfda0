import { expect, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

const nightly = async () => {
  const [deployment] = await api<{ id: string }[]>("/deployments/filter", {
    deployments: { name: { any_: ["nightly"] } },
    limit: 1,
  });
  if (!deployment) throw new Error("nothing is deployed");
  return deployment.id;
};

test("a run is started with a form made from the flow's parameters", async () => {
  await visit("/deployments", async (page) => {
    await page.getByRole("link", { name: "nightly" }).click();
    await page.getByRole("button", { name: "Run now" }).click();
    const form = page.getByRole("dialog");
    // What must be given is named until it is.
    await form.getByText("still to fill in: day").waitFor();
    await form.getByLabel("day").fill("2026-02-03");
    await form.getByLabel("mode").selectOption("delta");
    await form.getByRole("button", { name: "Add" }).click();
    await form.getByRole("textbox", { name: "tables 2" }).fill("invoices");
    await form.getByRole("button", { name: "Start the run" }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split("/")[2];
    const run = await api<{ parameters: object }>(`/flow_runs/${id}`);
    expect(run.parameters).toEqual({ day: "2026-02-03", tables: ["orders", "invoices"], mode: "delta", limit: 10 });
  });
});

test("what the schema refuses is told and can be mended", async () => {
  await visit(
    `/deployments/${await nightly()}`,
    async (page) => {
      await page.getByRole("button", { name: "Run now" }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: "As JSON" }).click();
      await form.getByLabel("Parameters as JSON").fill('{"day": "2026-02-03", "tables": "orders"}');
      await form.getByRole("button", { name: "Start the run" }).click();
      await form.getByRole("alert").waitFor();
      await form.getByLabel("Parameters as JSON").fill('{"day": "2026-02-03", "tables": []}');
      await form.getByRole("button", { name: "Start the run" }).click();
      await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    },
    { expected: /409|422/ },
  );
});

test("a schedule is added after a look at its next times, switched off and deleted", async () => {
  const id = await nightly();
  await visit(`/deployments/${id}?tab=schedules`, async (page) => {
    await page.getByRole("button", { name: "Add" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Cron").fill("15 6 * * 1");
    await form.getByLabel("Time zone").selectOption("Europe/Berlin");
    await form
      .getByRole("list", { name: "The next ten times" })
      .getByText(/^Mon.*06:15/)
      .first()
      .waitFor();
    await expect.poll(() => form.getByRole("listitem").count()).toBe(10);
    await form.getByRole("button", { name: "Save" }).click();
    const added = page.getByRole("switch", { name: "15 6 * * 1 (Europe/Berlin) is active" });
    await added.waitFor();
    await added.click();
    const off = async () => {
      const { schedules } = await api<{ schedules: { active: boolean; schedule: { cron: string } }[] }>(`/deployments/${id}`);
      return schedules.find((one) => one.schedule.cron === "15 6 * * 1")?.active;
    };
    await expect.poll(off).toBe(false);
    await page.getByRole("listitem").filter({ has: added }).getByRole("button", { name: "Delete the schedule" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the schedule" }).click();
    await expect.poll(off).toBeUndefined();
  });
});

test("events are searched by their names, and followed as they come", async () => {
  await visit("/events", async (page) => {
    await page.getByRole("searchbox", { name: "Names of events" }).fill("prefect.flow-run.Failed");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/event=prefect/);
    await page.getByText("2 events", { exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Names of events" }).fill("");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("button", { name: "Go live" }).click();
    await page.getByText("Waiting for the next event").waitFor();
    const shown = page.getByRole("listitem").filter({ hasText: "told-by-a-test" }).first();
    // The stream says nothing of when it is open, so it is told again until it is heard.
    await expect
      .poll(
        async () => {
          await fetch(new URL("/api/events", page.url()), {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify([
              {
                event: "told-by-a-test",
                occurred: new Date().toISOString(),
                resource: { "prefect.resource.id": "test.1" },
                id: crypto.randomUUID(),
              },
            ]),
          });
          return shown.count();
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(1);
  });
});
