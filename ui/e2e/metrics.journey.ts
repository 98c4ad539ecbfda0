import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { newestRun, visit, withBrowser } from "./browser";

withBrowser();

test("a metric is drawn in another way, saved, and told run by run", async () => {
  const { name } = await newestRun("etl-orders");
  await visit("/metrics-explorer?range=24h", async (page) => {
    await page.getByRole("img", { name: "rows_extracted, mean in rows" }).waitFor();
    await page.getByRole("combobox", { name: /^As/ }).selectOption("sum");
    await page.getByRole("combobox", { name: /^Compare/ }).selectOption("with the time before");
    await page.getByRole("img", { name: "rows_extracted, sum in rows" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save rows_extracted, sum in rows as CSV" }).click(),
    ]);
    const lines = (await readFile(await download.path())).toString().split("\r\n");
    // Two runs extracted three parts each, of 1001 to 1003 rows.
    const sum = lines.slice(1).reduce((total, line) => total + Number(line.split(",")[2]), 0);
    expect(sum).toBe(6012);
    await page.getByRole("table", { name: "Values run by run" }).getByRole("link", { name: "the run" }).first().click();
    await page.getByRole("heading", { name: new RegExp(name) }).waitFor();
  });
});
