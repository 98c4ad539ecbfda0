import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newestRun, visit, withBrowser } from "./browser";

withBrowser();

/** What a press on a button has the browser save. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("figures are told by what one groups them by, and a link to them shows the same", () =>
  visit("/", async (page) => {
    await page.getByRole("link", { name: "Insights" }).click();
    const table = page.getByRole("table", { name: "Figures by group" });
    // Both runs of it have failed.
    await table.getByRole("row", { name: /billing 2 2 0\.0%/ }).waitFor();
    await page.getByRole("combobox", { name: /^Of/ }).selectOption("task runs");
    await page.getByLabel("Group by").selectOption("task");
    await table.getByRole("row", { name: /transform 2 0 100%/ }).waitFor();
    await page.reload();
    await table.getByRole("row", { name: /transform 2 0 100%/ }).waitFor();
    expect(new URL(page.url()).search).toContain("by=task");
  }));

test("figures are narrowed by the filters of all pages, and ordered by any column", () =>
  visit("/insights", async (page) => {
    const rows = page.getByRole("table", { name: "Figures by group" }).getByRole("row");
    await page.getByRole("button", { name: "Failed", exact: true }).click();
    await rows.nth(1).getByText("billing").waitFor();
    await page.getByRole("button", { name: "Flow", exact: true }).click();
    await page.getByRole("option", { name: "etl-orders" }).click();
    await page.keyboard.press("Escape");
    await rows.nth(1).getByText("etl-orders").waitFor();
    await expect.poll(() => rows.count()).toBe(2);
  }));

test("a chart is saved as a table and as a picture", () =>
  visit("/insights", async (page) => {
    await page.getByRole("table", { name: "Figures by group" }).waitFor();
    const table = await saved(page, "Save By flow as CSV");
    expect(table.name).toBe("by-flow.csv");
    const [head, ...lines] = table.bytes.toString().split("\r\n");
    expect(head).toContain("group,runs,failed,success_rate");
    expect(lines.find((line) => line.startsWith("billing"))).toMatch(/^billing,2,2,0,/);
    const picture = await saved(page, "Save Success rate as PNG");
    expect(picture.name).toBe("success-rate.png");
    expect(picture.bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(picture.bytes.length).toBeGreaterThan(5000);
  }));

test("a failure leads to the newest run that failed so", async () => {
  const { name } = await newestRun("billing");
  await visit("/insights?tab=failures", async (page) => {
    const failure = page.getByRole("listitem").filter({ hasText: "ValueError: customer <n> has no address" });
    await failure.getByText("2 runs, 2 task runs").waitFor();
    await failure.getByRole("link", { name: /^the newest/ }).click();
    await page.getByRole("heading", { name: new RegExp(name) }).waitFor();
  });
});

test("what was retried is told with the error for which it was", () =>
  visit("/insights?tab=retries", async (page) => {
    const row = page.getByRole("table", { name: "Tasks that were retried" }).getByRole("row", { name: /transform/ });
    await row.getByText("2 of 2").waitFor();
    await row.getByText("100%").waitFor();
    await row.getByText("ConnectionError: the warehouse was busy").waitFor();
  }));

test("the task that takes most of a flow stands first, and trends say when there are too few days", () =>
  visit("/insights?tab=bottlenecks", async (page) => {
    await page.getByRole("list", { name: "Bottlenecks by flow" }).getByText("transform").first().waitFor();
    await page.getByRole("tab", { name: "Trends" }).click();
    const row = page.getByRole("table", { name: "Trends by flow" }).getByRole("row", { name: /etl-orders/ });
    await row.getByText("too few days").waitFor();
    await row.getByRole("radio").check();
    await page.getByRole("img", { name: "Duration of etl-orders" }).waitFor();
  }));
