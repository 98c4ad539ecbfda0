import { expect, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

async function runsOf(name: string, count: number) {
  const flow = await api<{ id: string }>("/flows/", { name });
  await Promise.all(
    Array.from({ length: count }, (_, at) =>
      api("/flow_runs/", { flow_id: flow.id, name: `${name}-${at}`, state: { type: "COMPLETED" } }),
    ),
  );
}

test("only rows in sight are chosen, they are named before they are deleted, and other filters have nothing chosen", async () => {
  await runsOf("long-list", 40);
  await visit(
    "/runs?flow=long-list",
    async (page) => {
      await page.waitForSelector("[data-row]");
      await page.getByRole("checkbox", { name: "Choose all rows in sight" }).check();
      const seen = await page.getByTestId("runs").evaluate((scroller) => {
        const window = scroller.getBoundingClientRect();
        return [...scroller.querySelectorAll("[data-row]")].filter((link) => {
          const row = (link.closest("[style*=translateY]") ?? link).getBoundingClientRect();
          return row.bottom > window.top && row.top < window.bottom;
        }).length;
      });
      expect(seen).toBeLessThan(40);
      const toolbar = page.getByRole("toolbar");
      await toolbar.getByText(`${seen} runs chosen`).waitFor();
      await toolbar.getByRole("button", { name: "Delete" }).click();
      await page
        .getByRole("dialog")
        .getByText(/long-list-\d+, long-list-\d+/)
        .waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Back" }).click();
      await page.getByRole("searchbox", { name: "Search by name" }).fill("long-list-3");
      await page.getByText("11 runs", { exact: true }).waitFor();
      await expect.poll(() => toolbar.count()).toBe(0);
    },
    { viewport: { width: 1280, height: 720 } },
  );
});

test("rows stay while they are read again as time goes on, and when that fails", async () => {
  await runsOf("steady-list", 3);
  await visit(
    "/runs?flow=steady-list",
    async (page) => {
      await page.clock.install();
      await page.reload();
      await page.waitForSelector("[data-row]");
      await page.keyboard.press("j");
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-row"));
      const row = await focused();
      expect(row).toBeTruthy();
      const asked = page.waitForRequest("**/api/flow_runs/filter");
      // First the answer does not come, then it is a refusal.
      let answer = () => {};
      const waited = new Promise<void>((done) => {
        answer = done;
      });
      await page.route("**/api/flow_runs/filter", async (route) => {
        await waited;
        await route.fulfill({ status: 422, json: { detail: "not now" } });
      });
      await page.clock.fastForward(31_000);
      await asked;
      expect(await page.locator("[data-row]").count()).toBe(3);
      expect(await focused()).toBe(row);
      answer();
      await page.getByRole("alert").getByText("not now").waitFor();
      expect(await page.locator("[data-row]").count()).toBe(3);
      await page.unroute("**/api/flow_runs/filter");
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("alert").waitFor({ state: "detached" });
    },
    { expected: /422/ },
  );
});
