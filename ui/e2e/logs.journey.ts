import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { api, visit, withBrowser } from "./browser";

withBrowser();

test("lines that came while the stream was broken appear, equal ones each for itself, and stay when the run ends", async () => {
  const flow = await api<{ id: string }>("/flows/", { name: "talkative" });
  const { id } = await api<{ id: string }>("/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } });
  const log = (...messages: string[]) => {
    const timestamp = new Date().toISOString();
    return api(
      "/logs/",
      messages.map((message) => ({ name: "prefect.flow_runs", level: 20, message, timestamp, flow_run_id: id })),
    );
  };
  await log("first");
  await visit("/settings", async (page) => {
    let broken = false;
    let downloads = 0;
    const streams: WebSocketRoute[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/logs/download")) downloads++;
    });
    await page.routeWebSocket(/\/api\/logs\/out$/, (stream) => {
      if (broken) return void stream.close();
      stream.connectToServer();
      streams.push(stream);
    });
    await page.goto(`/runs/${id}?tab=logs`);
    const lines = page.getByLabel("Log lines");
    await lines.getByText("first").waitFor();
    await expect.poll(() => streams.length).toBeGreaterThan(0);
    await log("told");
    await lines.getByText("told").waitFor();
    broken = true;
    await Promise.all(streams.map((stream) => stream.close()));
    await log("missed", "twin", "twin");
    broken = false;
    await lines.getByText("missed").waitFor();
    await expect.poll(() => lines.getByText("twin").count()).toBe(2);
    await api(`/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" }, force: true });
    await page.getByText("Completed", { exact: true }).first().waitFor();
    await log("last words");
    await lines.getByText("last words").waitFor();
    await expect.poll(() => lines.getByText(/first|told|missed|twin|last words/).count()).toBe(6);
    expect(downloads).toBe(1);
  });
});
