import { expect, test } from "vitest";
import { narrowed, upTo } from "./run-search";

const filters = { flow_runs: { state: { name: { any_: ["Failed"] } } }, flows: { name: { any_: ["orders"] } } };

test("what is searched for is added to the filters", () => {
  expect(narrowed(filters, { name: " swift ", level: "top", queue: "gpu", version: "1.2" })).toEqual({
    ...filters,
    flow_runs: {
      ...filters.flow_runs,
      name: { like_: "swift" },
      parent_task_run_id: { is_null_: true },
      work_queue_name: { any_: ["gpu"] },
      flow_version: { any_: ["1.2"] },
    },
  });
  expect(narrowed(filters, { level: "sub" }).flow_runs).toMatchObject({ parent_task_run_id: { is_null_: false } });
});

test("nothing that is searched for, or what is not understood, narrows nothing", () => {
  expect(narrowed(filters, { name: " ", level: "other" })).toEqual(filters);
});

test("what comes after an instant is left out, whatever the end was", () => {
  const during = { flow_runs: { ...filters.flow_runs, expected_start_time: { after_: "a", before_: "z" } } };
  expect(upTo(during, "m").flow_runs).toEqual({ ...filters.flow_runs, expected_start_time: { after_: "a", before_: "m" } });
});

test("an id is looked for whatever the filters are", () => {
  const id = "01A202D9-BB22-72CB-882B-E2CBF5970C89";
  expect(narrowed(filters, { name: id })).toEqual({ flow_runs: { id: { any_: [id.toLowerCase()] } } });
});
