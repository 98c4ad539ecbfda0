import { expect, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

interface Declared {
  id: string;
  spec: { kind: string; limit_seconds: number | null; target: number | null; select: { flows: string[] } };
  status: { state: string };
}

const named = async (name: string) => (await api<Declared[]>("/slos/filter", { name }))[0];

test("from the overview to an objective that is broken, and to a run that broke it", async () => {
  await expect.poll(async () => (await named("billing succeeds"))?.status.state, { timeout: 30_000 }).toBe("breached");
  await visit("/", async (page) => {
    await page.getByRole("link", { name: /billing succeeds breached/ }).click();
    await page.getByText("overspent by").first().waitFor();
    await page.getByRole("img", { name: "Error budget left" }).waitFor();
    await page.getByRole("tab", { name: "What broke it" }).click();
    const runs = page.getByRole("table", { name: "Runs that broke it" }).getByRole("row");
    await expect.poll(() => runs.count()).toBe(3);
    await page.getByRole("tab", { name: "Events" }).click();
    await page.getByRole("button", { name: /weir\.slo\.breached/ }).waitFor();
    await page.getByRole("link", { name: "All of them" }).click();
    await page.waitForURL(/\/resources\/weir\.slo\./);
    await page.getByRole("button", { name: /weir\.slo\.breached billing succeeds/ }).waitFor();
    await page.goBack();
    await page.getByRole("tab", { name: "What broke it" }).click();
    await runs.nth(1).getByRole("link").click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  });
});

test("an objective is declared by a form, changed in its YAML, and deleted", () =>
  visit("/slos", async (page) => {
    await page.getByRole("link", { name: "New objective" }).first().click();
    await page.getByLabel("Name").fill("nightly is quick");
    await page.getByLabel("That").selectOption("runs take no longer than");
    await page.getByLabel("Limit").fill("1h30m");
    await page.getByRole("button", { name: "Flows", exact: true }).click();
    await page.getByRole("option", { name: "nightly" }).click();
    await page.keyboard.press("Escape");
    // The YAML says the same.
    const yaml = page.getByRole("textbox", { name: "The objective as YAML" });
    await yaml.getByText("1h30m").waitFor();
    await page.getByRole("button", { name: "Create the objective" }).click();
    await page.waitForURL(/\/slos\/[0-9a-f-]{36}/);
    const made = await named("nightly is quick");
    expect(made?.spec).toMatchObject({ kind: "max-duration", limit_seconds: 5400, target: 0.99, select: { flows: ["nightly"] } });

    await page.getByRole("tab", { name: "Edit" }).click();
    await yaml.fill("name: nightly is quick\nkind: max-duration\nlimit: 10m\n");
    await expect.poll(() => page.getByLabel("Limit").inputValue()).toBe("10m");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(async () => (await named("nightly is quick"))?.spec.limit_seconds).toBe(600);
    expect((await named("nightly is quick"))?.spec.target).toBeNull();

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete the objective" }).click();
    await page.waitForURL(/\/slos$/);
    await expect.poll(() => named("nightly is quick")).toBeUndefined();
  }));

test("what an objective cannot be is told, by the form and by the server", () =>
  visit(
    "/slos/new",
    async (page) => {
      await page.getByLabel("Name").fill("billing succeeds");
      await page.getByLabel("Over").fill("a month");
      await page.getByText("Write it as in 7d or 30d.").waitFor();
      await page.getByLabel("Over").fill("30d");
      await page.getByRole("button", { name: "Create the objective" }).click();
      await page
        .getByRole("alert")
        .getByText(/of this name already/)
        .waitFor();
    },
    { expected: /409/ },
  ));
