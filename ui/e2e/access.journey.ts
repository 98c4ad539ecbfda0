import { expect, inject, test } from "vitest";
import { violations, visit, withBrowser } from "./browser";

withBrowser();

const { locked, auth } = inject("served");

/** Sets a variable with a key, as a script would. */
const write = (key: string, name: string) =>
  fetch(`${locked}/api/variables/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
    body: JSON.stringify({ name, value: 1 }),
  });

test("a key is made and shown once, opens the server, is told of in the audit log, and is revoked", () =>
  visit(
    "/settings?tab=access",
    async (page) => {
      await page.getByLabel(/API key/).fill(auth);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("button", { name: "New key" }).click();
      const form = page.getByRole("dialog");
      await form.getByLabel("Name").fill("ci");
      await form.getByLabel("Role").selectOption("operator");
      await form.getByRole("button", { name: "Create the key" }).click();
      await page.getByRole("dialog", { name: "The key ci" }).waitFor();
      const key = (await page.getByRole("dialog").locator(".font-mono").textContent()) ?? "";
      expect(key).toMatch(/^\S{20,}$/);
      expect((await write(key, "by_ci")).status).toBe(201);
      await page.keyboard.press("Escape");
      await page.getByRole("table", { name: "API keys" }).getByText("ci", { exact: true }).waitFor();
      await page.reload();
      await page.getByRole("table", { name: "API keys" }).waitFor();
      expect(await page.content()).not.toContain(key);

      for (const tab of ["API keys", "Audit log"]) {
        if (tab === "Audit log") {
          await page.getByRole("tab", { name: "Audit log" }).click();
          await page.getByRole("table", { name: "Audit log" }).getByText("POST /api/variables/").waitFor();
        }
        for (const theme of ["dark", "light"]) {
          await page.evaluate((one) => {
            document.documentElement.dataset.theme = one;
          }, theme);
          expect(await violations(page), `${tab}, ${theme}`).toEqual([]);
        }
      }

      await page.goto("/settings?tab=access");
      await page.getByRole("button", { name: "Revoke ci" }).click();
      await page.getByRole("button", { name: "Revoke the key" }).click();
      await page.getByRole("table", { name: "API keys" }).getByText("revoked").waitFor();
      expect((await write(key, "by_nobody")).status).toBe(401);
    },
    { base: locked, expected: /401/ },
  ));
