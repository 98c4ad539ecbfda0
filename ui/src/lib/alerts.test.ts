import { expect, test } from "vitest";
import type { Incident } from "@/api/own";
import { alerts } from "./alerts";

const incident = (title: string, created: string, status: Incident["status"]) =>
  ({ id: title, title, created, status }) as Incident;
const event = (name: string, resource: string, occurred: string, payload?: unknown) => ({
  id: name + occurred,
  event: name,
  occurred,
  resource: { "prefect.resource.id": resource, "prefect.resource.name": "orders" },
  payload,
});

test("incidents and alerts stand in one list, the newest first, and lead to what they are about", () => {
  const found = alerts(
    [incident("billing failed", "2026-01-01T03:00:00Z", "open"), incident("old", "2026-01-01T01:00:00Z", "resolved")],
    [
      event("weir.slo.breached", "weir.slo.7", "2026-01-01T04:00:00Z"),
      event("weir.insight.duration-regression", "prefect.flow.f", "2026-01-01T02:00:00Z", { summary: "orders got slower" }),
    ],
  );
  expect(found.map(({ words, kind, of, id }) => [words, kind, of, id])).toEqual([
    ["orders is breached", "failed", "slo", "7"],
    ["billing failed", "failed", "incident", "billing failed"],
    ["orders got slower", "late", "flow", "f"],
    ["old (resolved)", "completed", "incident", "old"],
  ]);
});

test("what says that all is quiet, or is about nothing that has a page, is no alert", () => {
  const quiet = event("weir.slo.budget-steady", "weir.slo.7", "2026-01-01T04:00:00Z");
  const elsewhere = event("weir.insight.other", "somewhere.1", "2026-01-01T04:00:00Z");
  expect(alerts([], [quiet, elsewhere])).toEqual([]);
});
