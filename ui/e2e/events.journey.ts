import { expect, test } from "vitest";
import { api, newestRun, violations, visit, withBrowser } from "./browser";

withBrowser();

test("an event is copied as the trigger of a new automation", () =>
  visit("/events?event=prefect.flow-run.Failed", async (page) => {
    await page
      .getByRole("button", { name: /prefect\.flow-run\.Failed/ })
      .first()
      .click();
    await page.getByRole("link", { name: "Copy as trigger" }).click();
    await page.waitForURL(/\/automations\/new\?.*trigger=/);
    await expect.poll(() => page.getByLabel("Events").inputValue()).toBe("prefect.flow-run.Failed");
    expect(await page.getByLabel("Of this resource").inputValue()).toBe("prefect.flow-run.*");
    await page.getByLabel("Name").fill("like that one");
    await page.getByRole("button", { name: "Add an action" }).click();
    // Both failures of the flow are like it, each for itself.
    await page.getByRole("button", { name: "Try it on the past" }).click();
    await page.getByRole("heading", { name: "It would have fired 2 times" }).waitFor();
    await page.getByRole("button", { name: "Create the automation" }).click();
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}/);
    const all = await api<{ name: string; trigger: object }[]>("/automations/filter", {});
    expect(all.find((one) => one.name === "like that one")?.trigger).toMatchObject({
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      match_related: { "prefect.resource.role": "flow" },
      for_each: ["prefect.resource.id"],
    });
  }));

test("a resource has a page of its events, which leads to what stands beside it and to its own page", async () => {
  const { id, name } = await newestRun("billing");
  await visit(`/runs/${id}?tab=events`, async (page) => {
    await page
      .getByRole("button", { name: /prefect\.flow-run\.Failed/ })
      .first()
      .click();
    await page.getByRole("list", { name: "Resources of the event" }).getByRole("link", { name }).click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
    await page.getByRole("button", { name: /^prefect\.flow-run\.Failed 1$/ }).click();
    await page.getByText("1 events", { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("list", { name: "Related resources" }).getByRole("link", { name: "billing" }).click();
    await page.getByRole("heading", { name: "billing", exact: true }).waitFor();
    await page.getByRole("button", { name: "Open its page" }).click();
    await page.waitForURL(/\/flows\/[0-9a-f-]{36}/);
  });
});
