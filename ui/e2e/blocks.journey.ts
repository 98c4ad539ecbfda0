import { expect, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

/** What the server holds, with its secrets: for this it has to be asked by name. */
const stored = () =>
  api<{ data: { value: string } }>("/block_types/slug/secret/block_documents/name/warehouse-password?include_secrets=true");

test("a block is changed, and its secret is never sent back", async () => {
  const told: Promise<string>[] = [];
  await visit("/blocks", async (page) => {
    page.on("response", (response) => {
      if (response.url().includes("/api/block_")) told.push(response.text().catch(() => ""));
    });
    await page.getByRole("link", { name: "warehouse-password" }).click();
    await page.getByRole("heading", { name: "warehouse-password" }).waitFor();
    const value = page.getByRole("textbox", { name: "Value" });
    const save = page.getByRole("button", { name: "Save" });
    // Nobody typed another secret: it stays.
    await save.click();
    await page.getByText("Saved").first().waitFor();
    expect((await stored()).data.value).toBe("hush");
    await value.fill("whisper");
    await save.click();
    await expect.poll(async () => (await stored()).data.value).toBe("whisper");
    await expect.poll(() => value.inputValue()).toMatch(/^\*+$/);
    await page.reload();
    await page.getByRole("heading", { name: "warehouse-password" }).waitFor();
    expect(await page.content()).not.toMatch(/hush|whisper/);
    expect((await Promise.all(told)).join("\n")).toContain("warehouse-password");
    expect((await Promise.all(told)).join("\n")).not.toMatch(/hush|whisper/);
  });
});

test("a block is made by the form of its kind, and deleted", () =>
  visit("/blocks/new", async (page) => {
    await page.getByRole("searchbox", { name: "Search kinds of blocks" }).fill("secret");
    await page.getByRole("button", { name: /^Secret/ }).click();
    await page.getByLabel("Name", { exact: true }).fill("made-by-hand");
    await page.getByRole("textbox", { name: "Value" }).fill("hush");
    await page.getByRole("button", { name: "Create the block" }).click();
    await page.getByRole("heading", { name: "made-by-hand" }).waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete the block" }).click();
    await page.waitForURL(/\/blocks$/);
    await page.getByRole("link", { name: "warehouse-password" }).waitFor();
    await expect.poll(() => page.getByRole("link", { name: "made-by-hand" }).count()).toBe(0);
  }));
