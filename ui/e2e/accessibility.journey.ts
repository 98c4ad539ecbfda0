import { expect, test } from "vitest";
import { violations, visit, withBrowser } from "./browser";
import { pages } from "./pages";

withBrowser();

for (const { name, path, ready } of await pages()) {
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
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(over, "points too wide").toBeLessThanOrEqual(0);
      },
      { colorScheme: "dark" },
    ));
}
