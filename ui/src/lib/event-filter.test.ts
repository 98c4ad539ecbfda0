import { expect, test } from "vitest";
import { eventFilter } from "./event-filter";

const since = Date.UTC(2026, 0, 1);
const occurred = { since: "2026-01-01T00:00:00.000Z" };

test("names stand exactly or as beginnings, and a resource does too", () => {
  expect(
    eventFilter("prefect.flow-run.Failed, prefect.deployment.*  a", "prefect.flow.*", { since, until: since + 1000 }),
  ).toEqual({
    occurred: { ...occurred, until: "2026-01-01T00:00:01.000Z" },
    event: { name: ["prefect.flow-run.Failed", "a"], prefix: ["prefect.deployment."] },
    any_resource: { id_prefix: ["prefect.flow."] },
  });
  expect(eventFilter(undefined, "prefect.flow.1", { since })).toEqual({ occurred, any_resource: { id: ["prefect.flow.1"] } });
  expect(eventFilter(" ", undefined, { since })).toEqual({ occurred });
});
