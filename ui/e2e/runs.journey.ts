import { expect, inject, test } from "vitest";
import { api, newestRun, visit, withBrowser } from "./browser";

withBrowser();

test("from the overview to the line that tells why a flow failed", () =>
  visit("/", async (page) => {
    // Both failures have one cause, though each names another customer.
    const cause = page.getByRole("link", { name: /2 ValueError: customer <n> has no address/ });
    await cause.click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    await page.getByRole("button", { name: "First error" }).click();
    await page
      .getByLabel("Log lines")
      .getByText(/ValueError: customer/)
      .first()
      .waitFor();
  }));

test("a search by state and name stands in the address, and a link to it shows the same", () =>
  visit("/runs", async (page) => {
    await page.getByRole("button", { name: "State" }).click();
    await page.getByRole("option", { name: "Failed" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("status").getByText("2 runs").waitFor();
    const { name } = await newestRun("billing");
    await page.getByRole("searchbox", { name: "Search by name" }).fill(name);
    await page.waitForURL(/state=Failed.*name=|name=.*state=Failed/);
    await page.getByText("1 run", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("1 run", { exact: true }).waitFor();
    await expect.poll(() => page.getByRole("link", { name }).count()).toBe(1);
  }));

test("a bar of the timeline leads to its lines of log, and the link keeps it", async () => {
  const { id } = await newestRun("etl-orders");
  await visit(`/runs/${id}`, async (page) => {
    const timeline = page.getByRole("img", { name: /Timeline of 5 task runs/ });
    await timeline.focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: /Only load-.*show all tasks/ }).waitFor();
    await page.getByLabel("Log lines").getByText("loaded 6").waitFor();
    await expect.poll(() => page.getByLabel("Log lines").getByText("rows_extracted").count()).toBe(0);
    await page.waitForURL(/task=/);
  });
});

test("task runs tell of retries, and the state history of each state", async () => {
  const { id } = await newestRun("etl-orders");
  await visit(`/runs/${id}?tab=tasks`, async (page) => {
    const list = page.getByLabel("Task runs", { exact: true });
    await list
      .getByRole("button", { name: /^transform/ })
      .locator("..")
      .getByText("2", { exact: true })
      .waitFor();
    await page.getByRole("tab", { name: "States" }).click();
    for (const state of ["Pending", "Running", "Completed"])
      await page.getByRole("listitem").getByText(state, { exact: true }).waitFor();
  });
});

test("artifacts are shown by their kinds, and what they hold is not obeyed", async () => {
  const { id } = await newestRun("etl-orders");
  await visit(`/runs/${id}?tab=artifacts`, async (page) => {
    await page.getByRole("heading", { name: "Orders", exact: true }).waitFor();
    await page.getByRole("cell", { name: "3003" }).waitFor();
    expect(await page.getByRole("progressbar", { name: "orders-progress" }).getAttribute("aria-valuenow")).toBe("40");
    expect(await page.getByRole("link", { name: /example\.com/ }).getAttribute("rel")).toBe("noreferrer noopener");
    expect(await page.title()).not.toContain("broken in");
  });
});

test("the log is searched and filtered by level", async () => {
  const { id } = await newestRun("etl-orders");
  await visit(`/runs/${id}?tab=logs`, async (page) => {
    const lines = page.getByLabel("Log lines");
    await lines.getByText("orders of 2026-01-02").waitFor();
    await page.getByLabel("Lowest level").selectOption("Warning and above");
    await expect.poll(() => lines.getByText("orders of 2026-01-02").count()).toBe(0);
    await lines.getByText("the table orders was locked").waitFor();
    await page.getByLabel("Lowest level").selectOption("All levels");
    await page.getByRole("searchbox", { name: "Search the log" }).fill("loaded 6");
    await page.getByText("1 line", { exact: true }).waitFor();
    await lines.getByText("loaded 6").waitFor();
  });
});

test("a run that begins elsewhere appears by itself, is cancelled, retried and deleted", async () => {
  const [deployment] = await api<{ id: string }[]>("/deployments/filter", {
    deployments: { name: { any_: ["nightly"] } },
    limit: 1,
  });
  await visit("/runs", async (page) => {
    await page.waitForSelector("[data-row]");
    const run = await api<{ id: string; name: string }>(`/deployments/${deployment?.id}/create_flow_run`, {
      parameters: { day: "2026-03-04", tables: [] },
    });
    await page.getByRole("link", { name: run.name }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await page.getByText("Cancelled", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByText("AwaitingRetry", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete the run" }).click();
    await page.waitForURL(/\/runs$/);
    expect(await api<number>("/flow_runs/count", { flow_runs: { id: { any_: [run.id] } } })).toBe(0);
  });
});

test("several runs are deleted at once, after a question", async () => {
  const flow = await api<{ id: string }>("/flows/", { name: "to-be-deleted" });
  for (let count = 0; count < 3; count++) await api("/flow_runs/", { flow_id: flow.id, state: { type: "COMPLETED" } });
  await visit("/runs?flow=to-be-deleted", async (page) => {
    await page.getByText("3 runs", { exact: true }).waitFor();
    await page.waitForSelector("[data-row]");
    await page.getByRole("checkbox", { name: "Choose all rows in sight" }).check();
    await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No run passes these filters").waitFor();
  });
});

test("rows keep still while some are chosen, and newer runs wait for a click", async () => {
  const flow = await api<{ id: string }>("/flows/", { name: "of-many" });
  const add = () => api<{ name: string }>("/flow_runs/", { flow_id: flow.id, state: { type: "COMPLETED" } });
  const first = await add();
  await visit("/runs?flow=of-many", async (page) => {
    await page.getByText("1 run", { exact: true }).waitFor();
    await page.getByRole("link", { name: first.name }).waitFor();
    // With the keyboard alone.
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 run chosen").waitFor();
    const second = await add();
    // The window moves on every half minute.
    await page.getByRole("button", { name: "1 newer" }).click();
    await page.getByRole("link", { name: second.name }).waitFor();
    await page.getByText("2 runs", { exact: true }).waitFor();
  });
});

test("all runs that pass are chosen, and a run is found by its id whatever the filters are", async () => {
  const { id, name } = await newestRun("billing");
  await visit("/runs?state=Failed", async (page) => {
    await page.getByRole("checkbox", { name: `Choose ${name}` }).check();
    await page.getByRole("button", { name: "Choose all 2" }).click();
    await page.getByText("2 runs chosen").waitFor();
    await page.getByRole("searchbox", { name: "Search by name" }).fill((await newestRun("etl-orders")).id);
    await page.getByText("1 run", { exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search by name" }).fill("");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByLabel("Level").selectOption("Called by another run");
    await page.getByText("No run passes these filters").waitFor();
    await page.waitForURL(/level=sub/);
    expect(page.url()).not.toContain(id);
  });
});

test("the palette leads to a run by its name, and keys lead to pages", async () => {
  const { id, name } = await newestRun("billing");
  await visit("/", async (page) => {
    await page.getByText("Failures by cause").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(name);
    await page.getByRole("option", { name: new RegExp(name) }).click();
    await page.waitForURL(new RegExp(id));
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.waitForURL(/\/runs$/);
  });
});

test("links that the SDK prints lead to the run, and an unknown address says so", async () => {
  const { id, name } = await newestRun("billing");
  await visit(`/runs/flow-run/${id}`, async (page) => {
    await page.getByRole("heading", { name: new RegExp(name) }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/runs/${id}`);
  });
});

test("a server that asks who is there is signed in to", () =>
  visit(
    "/",
    async (page) => {
      await page.getByLabel(/API key/).fill("ui:wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").waitFor();
      await page.getByLabel(/API key/).fill(inject("served").auth);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("No flow has run yet").waitFor();
    },
    { base: inject("served").locked, expected: /401/ },
  ));

test("a run that waits for input is given it by its form, and its log goes on meanwhile", async () => {
  const paused = async () =>
    (
      await api<{ id: string }[]>("/flow_runs/filter", {
        flows: { name: { any_: ["refund"] } },
        flow_runs: { state: { type: { any_: ["PAUSED"] } } },
        limit: 1,
      })
    )[0]?.id;
  await expect.poll(paused).toBeDefined();
  await visit(`/runs/${await paused()}`, async (page) => {
    await page.getByText("The run waits for input").waitFor();
    await page.getByRole("button", { name: "Resume…" }).click();
    const form = page.getByRole("dialog");
    await form.getByText("Does customer 17 get the money back?").waitFor();
    // What the model refuses is told, and the form stays.
    await form.getByRole("button", { name: "As JSON" }).click();
    await form.getByLabel("Refund as JSON").fill('{"approved": "perhaps"}');
    await form.getByRole("button", { name: "Resume the run" }).click();
    await form.getByRole("alert").waitFor();
    await form.getByLabel("Refund as JSON").fill('{"approved": true, "amount": 99.5, "notes": []}');
    await form.getByRole("button", { name: "As a form" }).click();
    await form.getByLabel("Reason").selectOption("defect");
    await form.getByRole("button", { name: "Add" }).click();
    await form.getByRole("textbox", { name: "Notes 1" }).fill("a broken lid");
    await form.getByRole("button", { name: "Resume the run" }).click();
    // The flow goes on with it, and nothing has to be loaded again to see that.
    await page.getByLabel("Log lines").getByText("refund of 99.50 for defect: True ['a broken lid']").waitFor();
    await page.getByText("Completed", { exact: true }).first().waitFor();
    await page.getByRole("tab", { name: "Parameters" }).click();
    await page.getByText("paused-1-response").waitFor();
  });
});

test("the numbers of a run stand beside those of earlier runs of its flow", async () => {
  const { id } = await newestRun("etl-orders");
  await visit(`/runs/${id}?tab=metrics`, async (page) => {
    const list = page.getByRole("list", { name: "Metrics of the run" });
    await list.getByText("the last of 3 values").waitFor();
    await list.getByRole("group", { name: "rows_extracted of 1 earlier run" }).getByRole("link").click();
    await page.waitForURL((url) => !url.pathname.includes(id));
    await list.getByText("too few earlier runs").waitFor();
  });
});

test("the message of a failed run leads to its line, and a bar to those it depends on", async () => {
  await visit(`/runs/${(await newestRun("billing")).id}?tab=states`, async (page) => {
    await page.getByRole("button", { name: "Show in the log" }).click();
    await page.getByRole("button", { name: "First error" }).waitFor();
    await page
      .getByLabel("Log lines")
      .getByText(/customer \d+ has no address/)
      .first()
      .waitFor();
  });
  await visit(`/runs/${(await newestRun("etl-orders")).id}`, async (page) => {
    await page.getByRole("img", { name: /Timeline of 5 task runs/ }).focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowDown");
    await page.getByText("State history").click();
    await page.getByRole("list", { name: "States" }).getByText(/Retry/).first().waitFor();
    await page
      .getByRole("button", { name: /^extract/ })
      .first()
      .click();
    await page.getByRole("button", { name: /Only extract-.*show all tasks/ }).waitFor();
  });
});
