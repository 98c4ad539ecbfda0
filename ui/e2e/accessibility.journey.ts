import { expect, test } from "vitest";
import { violations, visit, withBrowser } from "./browser";
import { pages } from "./pages";

withBrowser();

test("on any page, in both themes, axe-core finds nothing serious, and none is wider than a small telephone", {
  timeout: 600_000,
}, async () => {
  const found: string[] = [];
  for (const { name, path, ready } of await pages()) {
    const journey = visit(
      path,
      async (page) => {
        await page.waitForSelector(ready);
        await page.waitForLoadState("networkidle");
        const told = (when: string) => (one: string) => `${name}, ${when}: ${one}`;
        found.push(...(await violations(page)).map(told("dark")));
        await page.evaluate(() => {
          document.documentElement.dataset.theme = "light";
        });
        found.push(...(await violations(page)).map(told("light")));
        await page.setViewportSize({ width: 380, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${name} is wider by ${over}`);
      },
      { colorScheme: "dark" },
    );
    await journey.catch((error: unknown) => found.push(`${name}: ${error instanceof Error ? error.message : String(error)}`));
  }
  expect(found).toEqual([]);
});
