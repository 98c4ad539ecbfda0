import { expect, test } from "vitest";
import type { FlowRun } from "@/api/client";
import { awaited, prefixOf, question, type RunInput, readValue } from "./run-inputs";

const keys = { schema: "paused-1-schema", description: "paused-1-description", response: "paused-1-response" };
const run = (type: string, run_input_keyset: object | null) =>
  ({ state: { type, state_details: { run_input_keyset } } }) as FlowRun;
const input = (key: string, value: string) => ({ key, value }) as RunInput;

test("a pause with a keyset waits for input, another state or another pause does not", () => {
  expect(awaited(run("PAUSED", keys))).toEqual(keys);
  expect(awaited(run("PAUSED", null))).toBeUndefined();
  expect(awaited(run("RUNNING", keys))).toBeUndefined();
  expect(awaited({})).toBeUndefined();
});

test("the question has the schema, and the description where there is one", () => {
  const schema = { type: "object", properties: { ok: { type: "boolean" } } };
  const inputs = [input("paused-1-schema", JSON.stringify(schema)), input("paused-1-description", '"Really?"')];
  expect(question(inputs, keys)).toEqual({ schema, description: "Really?" });
  expect(question(inputs.slice(0, 1), keys)).toEqual({ schema, description: "" });
  expect(question([], keys)).toBeUndefined();
});

test("a pause is found by what its keys have in common", () => {
  expect(prefixOf(keys)).toBe("paused-1-");
  expect(prefixOf({ ...keys, description: "" })).toBe("");
});

test("a value that is no JSON is shown as it is", () => {
  expect(readValue({ value: '{"a":1}' })).toEqual({ a: 1 });
  expect(readValue({ value: "plain" })).toBe("plain");
});
