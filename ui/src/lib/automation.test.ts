import { expect, test } from "vitest";
import { blank, describe, read, recipes, stripped, withResources, words, write } from "./automation";

test("what is written is read again, whatever the form knows of it", () => {
  const automation = {
    ...blank(),
    name: "tell: all",
    actions: [{ type: "send-notification", body: "two\nlines {{ flow.name }}", own: { deep: [1, null] } }],
  };
  expect(read(write(automation))).toEqual(automation);
});

test.each([
  ["- a list", "name, a trigger"],
  ["name: x", "no trigger"],
  ["trigger: {type: event}", "no name"],
  ["name: [", "line 1"],
  ["{name: x, trigger: {type: event}, actions: 3}", "must be a list"],
])("%j is not an automation, and says why", (text, why) => {
  expect(() => read(text)).toThrow(why);
});

test("what the server added is left out", () => {
  const stored = {
    id: "1",
    created: "x",
    updated: "y",
    name: "a",
    description: "",
    tags: [],
    trigger: { id: "2", type: "compound", triggers: [{ id: "3", type: "event", match_related: {}, after: [] }] },
    actions: [],
    enabled: false,
  };
  const kept = stripped(stored);
  expect(kept).toEqual({
    name: "a",
    enabled: false,
    trigger: { type: "compound", triggers: [{ type: "event" }] },
    actions: [],
  });
  expect(Object.keys(kept)).toEqual(["name", "enabled", "trigger", "actions"]);
});

test("a file of recipes has one, or several, and says what they are for", () => {
  const one = "name: a\ntrigger: {type: event}\n";
  expect(recipes(`# Tells\n# all.\n${one}# not this\n`)).toEqual([
    { about: "Tells all.", automation: { name: "a", trigger: { type: "event" } } },
  ]);
  expect(recipes("automations:\n- name: a\n- name: b\n").map((recipe) => recipe.automation.name)).toEqual(["a", "b"]);
});

test("triggers are told in a sentence", () => {
  expect(describe({ type: "event", posture: "Reactive", expect: ["a", "b"], threshold: 3, within: 60 })).toBe(
    "a or b 3 times within 60 s",
  );
  expect(describe({ type: "event", posture: "Proactive", expect: ["a"], within: 60 })).toBe("no a within 60 s");
  expect(describe({ type: "metric", metric: { name: "rows", operator: "<", threshold: 10 } })).toBe("rows < 10");
});

test("several resources are a list, one is a text, and none leaves the other labels", () => {
  const match = { "prefect.resource.id": "prefect.flow-run.*", "prefect.resource.name": "nightly" };
  expect(withResources(match, words("prefect.flow-run.a, prefect.flow-run.b"))).toEqual({
    "prefect.resource.name": "nightly",
    "prefect.resource.id": ["prefect.flow-run.a", "prefect.flow-run.b"],
  });
  expect(withResources(match, words(" prefect.flow-run.a,"))["prefect.resource.id"]).toBe("prefect.flow-run.a");
  expect(withResources(match, [])).toEqual({ "prefect.resource.name": "nightly" });
});
