import { expect, inject, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

test("an automation is made from a form, tried on the past, and stored", () =>
  visit("/automations", async (page) => {
    await page.getByRole("link", { name: "New automation" }).first().click();
    await page.getByRole("button", { name: "Begin with an empty one" }).click();
    await page.getByLabel("Name").fill("count failures");
    await page.getByLabel("How often").fill("2");
    await page.getByLabel("Within (seconds)").fill("86400");
    await page.getByRole("button", { name: "Add an action" }).click();
    // The YAML says the same.
    const yaml = page.getByRole("textbox", { name: "The automation as YAML" });
    await yaml.getByText("count failures").waitFor();
    await yaml.getByText("86400").waitFor();
    await page.getByRole("button", { name: "Try it on the past" }).click();
    await page.getByRole("heading", { name: "It would have fired 1 time" }).waitFor();
    await page.getByRole("button", { name: "Create the automation" }).click();
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}/);
    const all = await api<{ name: string; trigger: { threshold: number; within: number } }[]>("/automations/filter", {});
    expect(all.find((one) => one.name === "count failures")?.trigger).toMatchObject({ threshold: 2, within: 86400 });
  }));

test("what is changed in the YAML is changed in the form, and what is not readable says so", () =>
  visit("/automations/new", async (page) => {
    await page.getByRole("button", { name: /^retry failed dbt runs/ }).click();
    const yaml = page.getByRole("textbox", { name: "The automation as YAML" });
    await yaml.fill(
      "name: by hand\ntrigger:\n  type: event\n  posture: Proactive\n  expect: [prefect.flow-run.Completed]\n  within: 600\nactions: []\n",
    );
    await expect.poll(() => page.getByLabel("Name").inputValue()).toBe("by hand");
    await expect.poll(() => page.getByLabel("It fires when").inputValue()).toBe("Proactive");
    await yaml.fill("name: [");
    await page.getByRole("alert").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Create the automation" }).isDisabled()).toBe(true);
  }));

test("an incident is acknowledged and resolved, and each firing tells which run it was about and what was said", async () => {
  const runs = await api<{ id: string; name: string }[]>("/flow_runs/filter", {
    flows: { name: { any_: ["billing"] } },
    flow_runs: { state: { type: { any_: ["FAILED"] } } },
  });
  expect(runs).toHaveLength(2);
  await visit("/incidents", async (page) => {
    const card = page.getByRole("listitem").filter({ hasText: "billing failed" }).first();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByText("acknowledged by the web UI").waitFor();
    await card.getByRole("link", { name: "declare failures" }).click();
    const firings = page.getByRole("list", { name: "Firings" });
    for (const { name } of runs) {
      const firing = firings.locator("> li").filter({ has: page.getByRole("link", { name, exact: true }) });
      await firing.getByRole("button", { name: /executed.*declare-incident.*billing failed/s }).click();
      await firing.getByText('"severity": "error"').first().waitFor();
      await firing.getByText('"title": "billing failed"').waitFor();
    }
    await firings.getByRole("link", { name: runs[0]?.name ?? "", exact: true }).click();
    await page.waitForURL(new RegExp(`/runs/${runs[0]?.id}`));
  });
});

test("nothing of the list of automations lies off a narrow screen", () =>
  visit(
    "/automations",
    async (page) => {
      const table = page.getByRole("table", { name: "Automations" });
      await table.getByText("last").locator("visible=true").first().waitFor();
      const hidden = await table.evaluate(({ parentElement: frame }) => (frame ? frame.scrollWidth - frame.clientWidth : -1));
      expect(hidden).toBe(0);
    },
    { viewport: { width: 380, height: 800 } },
  ));

test("all firings of an automation are there, a page at a time", async () => {
  const automation = await api<{ id: string }>("/automations/", {
    name: "count the flood",
    trigger: { type: "event", posture: "Reactive", expect: ["flood.rose"], threshold: 1 },
    actions: [{ type: "do-nothing" }],
  });
  const events = Array.from({ length: 201 }, (_, at) => ({
    id: crypto.randomUUID(),
    occurred: new Date().toISOString(),
    event: "flood.rose",
    resource: { "prefect.resource.id": `flood.${at}`, "prefect.resource.name": `gauge ${at}` },
  }));
  const sent = await fetch(`${inject("served").url}/api/events`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(events),
  });
  expect(sent.ok).toBe(true);
  const executed = async () => {
    const path = `/weir/automation_actions?automation_id=${automation.id}&status=executed`;
    const first = await api<{ actions: unknown[]; next: string | null }>(path);
    if (!first.next) return first.actions.length;
    return first.actions.length + (await api<{ actions: unknown[] }>(`${path}&after=${first.next}`)).actions.length;
  };
  await expect.poll(executed).toBe(201);
  await visit(`/automations/${automation.id}`, async (page) => {
    const firings = page.getByRole("list", { name: "Firings" }).locator("> li");
    await expect.poll(() => firings.count()).toBe(200);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await expect.poll(() => firings.count()).toBe(201);
    await page.getByRole("link", { name: "gauge 0", exact: true }).click();
    await page.waitForURL(/\/resources\/flood\.0/);
  });
  await fetch(`${inject("served").url}/api/automations/${automation.id}`, { method: "DELETE" });
});
