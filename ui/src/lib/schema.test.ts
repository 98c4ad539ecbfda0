import { expect, test } from "vitest";
import {
  alternatives,
  controlOf,
  fieldsOf,
  fitting,
  initial,
  isNullable,
  missing,
  readJson,
  resolve,
  type Schema,
} from "./schema";

const root: Schema = {
  type: "object",
  required: ["day", "table"],
  properties: {
    table: { $ref: "#/definitions/Table", position: 1 },
    day: { type: "string", format: "date", position: 0 },
    limit: { anyOf: [{ type: "integer" }, { type: "null" }], default: 10, position: 2 },
    mode: { allOf: [{ $ref: "#/definitions/Mode" }], default: "full", position: 3 },
    tags: { type: "array", items: { type: "string" }, position: 4 },
    anything: { position: 5 },
  },
  definitions: {
    Table: {
      type: "object",
      properties: { name: { type: "string" }, inner: { $ref: "#/definitions/Table" } },
      required: ["name"],
    },
    Mode: { enum: ["full", "delta"], type: "string" },
  },
};

test("fields stand in the order of the parameters", () => {
  expect(fieldsOf(root).map(([name]) => name)).toEqual(["day", "table", "limit", "mode", "tags", "anything"]);
});

test("each kind of schema has its control", () => {
  const controls = Object.fromEntries(fieldsOf(root).map(([name, field]) => [name, controlOf(resolve(field, root))]));
  expect(controls).toEqual({ day: "date", table: "object", limit: "union", mode: "choice", tags: "list", anything: "json" });
  expect(controlOf({ type: "string", format: "password" })).toBe("secret");
  expect(controlOf({ type: ["integer", "null"] })).toBe("integer");
  expect(controlOf({ type: "object" })).toBe("json");
});

test("a form begins with defaults, and a model that holds itself ends", () => {
  expect(initial(root, root)).toMatchObject({ limit: 10, mode: "full", tags: [] });
});

test("what must be given and is not is named with the way to it", () => {
  expect(missing(root, { table: {} }, root)).toEqual(["day", "table.name"]);
  expect(missing(root, { day: "2026-01-01", table: { name: "a", inner: { name: "" } } }, root)).toEqual(["table.inner.name"]);
});

test("unions offer what is not null, and know which choice a value is", () => {
  const union: Schema = { anyOf: [{ type: "string" }, { type: "array", items: {} }, { type: "number" }, { type: "null" }] };
  expect(alternatives(union, root).length).toBe(3);
  expect(isNullable(union)).toBe(true);
  expect([["x"], 3, "y", undefined].map((value) => fitting(alternatives(union, root), value))).toEqual([1, 2, 0, 0]);
});

test("a box that must be ticked or not begins unticked", () => {
  const schema: Schema = {
    type: "object",
    required: ["approved", "reason"],
    properties: { approved: { type: "boolean" }, reason: { type: "string" }, loud: { type: "boolean" } },
  };
  expect(initial(schema, schema)).toEqual({ approved: false });
});

test("what is not JSON yet is missing, wherever it stands, until it is", () => {
  const schema: Schema = { type: "object", properties: { limits: {}, lists: { type: "array", items: {} } } };
  expect(missing(schema, { limits: readJson('{"a": 1'), lists: [1, readJson("[")] }, schema)).toEqual(["limits", "lists.1"]);
  expect(missing(schema, { limits: readJson('{"a": 1}'), lists: [readJson(" ")] }, schema)).toEqual([]);
  expect(missing(schema, readJson("{"), schema)).not.toEqual([]);
  // A form that is turned into JSON shows what was typed.
  expect(JSON.stringify({ limits: readJson('{"a"') })).toBe('{"limits":"{\\"a\\""}');
});
