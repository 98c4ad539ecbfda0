import { expect, test } from "vitest";
import { makeRouter } from "../src/router";
import { violations, visit, withBrowser } from "./browser";
import { pages } from "./pages";

withBrowser();

const all = await pages();

test("every page of the router is looked at", () => {
  const router = makeRouter();
  const there = Object.values(router.routesById).filter((route) => route.options.staticData?.title);
  const seen = new Set(all.map(({ path }) => router.matchRoutes(path.replace(/\?.*/, ""), {}).at(-1)?.fullPath));
  expect(there.length).toBeGreaterThan(20);
  expect(there.map((route) => route.fullPath).filter((path) => !seen.has(path))).toEqual([]);
});

for (const { name, path, ready } of all) {
  test(`axe-core finds nothing serious on ${name} in either theme, and it is not wider than a small telephone`, () =>
    visit(
      path,
      async (page) => {
        await page.waitForSelector(ready);
        await page.waitForLoadState("networkidle");
        expect(await violations(page), "dark").toEqual([]);
        await page.evaluate(() => {
          document.documentElement.dataset.theme = "light";
        });
        expect(await violations(page), "light").toEqual([]);
        await page.setViewportSize({ width: 380, height: 800 });
        // Charts are drawn anew in the frame after.
        const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        await expect.poll(over, { message: "points too wide", timeout: 10_000 }).toBeLessThanOrEqual(0);
      },
      { colorScheme: "dark" },
    ));
}
