import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";

/** What a browser needs to run as root, and to ask nothing of the world. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

let browser: Browser;

/** Gives the journeys of a file a browser. */
export function withBrowser() {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
}

interface Visit extends BrowserContextOptions {
  /** Messages of the console that are meant to come. */
  expected?: RegExp;
  base?: string;
}

/** Opens a page in a fresh profile and goes the journey; any other error in the console fails it. */
export async function visit(
  path: string,
  journey: (page: Page) => Promise<void>,
  { expected, base = inject("served").url, ...options }: Visit = {},
) {
  const context = await browser.newContext({ baseURL: base, reducedMotion: "reduce", ...options });
  const errors: string[] = [];
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !expected?.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url()))
      errors.push(`a request to another host: ${request.url()}`);
  });
  try {
    await page.goto(path);
    await journey(page);
    expect(errors).toEqual([]);
  } catch (error) {
    if (process.env.WEIR_UI_SHOTS) await page.screenshot({ path: `${process.env.WEIR_UI_SHOTS}/${Date.now()}.png` });
    if (errors.length && error instanceof Error) error.message += `\nin the console: ${errors.join("\n")}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Asks the API, as a script would. */
export async function api<T>(path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(`${inject("served").url}/api${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The newest run of a flow. */
export async function newestRun(flow: string): Promise<{ id: string; name: string }> {
  const runs = await api<{ id: string; name: string }[]>("/flow_runs/filter", {
    flows: { name: { any_: [flow] } },
    sort: "START_TIME_DESC",
    limit: 1,
  });
  const run = runs[0];
  if (!run) throw new Error(`${flow} has not run`);
  return run;
}

/** What axe-core finds serious on the page. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.any.map((any) => any.message).join("; ")}`),
    );
}
