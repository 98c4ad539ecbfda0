/** Forms from JSON Schemas, as Pydantic writes them for the parameters of flows and the fields of blocks. */

export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  position?: number;
  $ref?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  definitions?: Record<string, Schema>;
  $defs?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  writeOnly?: boolean;
}

/** A schema without references, which are looked up in the whole. */
export function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    const found = root.$defs?.[name] ?? root.definitions?.[name];
    const { $ref: _, ...rest } = schema;
    return found ? { ...resolve(found, root), ...rest } : rest;
  }
  if (schema.allOf?.length === 1 && schema.allOf[0]) {
    const { allOf: _, ...rest } = schema;
    return { ...resolve(schema.allOf[0], root), ...rest };
  }
  return schema;
}

export type Control =
  | "text"
  | "long"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "date"
  | "moment"
  | "list"
  | "object"
  | "union"
  | "secret"
  | "json";

/** The choices of a union, without null. */
export function alternatives(schema: Schema, root: Schema): Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []).map((one) => resolve(one, root)).filter((one) => one.type !== "null");
}

/** Whether null is a value. */
export const isNullable = (schema: Schema): boolean =>
  (schema.anyOf ?? schema.oneOf ?? []).some((one) => one.type === "null") ||
  (Array.isArray(schema.type) && schema.type.includes("null"));

/** What a resolved schema is filled in with. */
export function controlOf(schema: Schema): Control {
  if (schema.enum) return "choice";
  if (schema.anyOf ?? schema.oneOf) return "union";
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  switch (type) {
    case "string":
      if (schema.writeOnly || schema.format === "password") return "secret";
      return schema.format === "date"
        ? "date"
        : schema.format === "date-time"
          ? "moment"
          : schema.format === "json-string"
            ? "json"
            : "text";
    case "integer":
      return "integer";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return schema.items && !Array.isArray(schema.items) ? "list" : "json";
    case "object":
      return schema.properties && Object.keys(schema.properties).length ? "object" : "json";
    default:
      return schema.properties ? "object" : "json";
  }
}

/** The fields of an object in the order in which the function has its parameters. */
export function fieldsOf(schema: Schema): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).sort(([, a], [, b]) => (a.position ?? 0) - (b.position ?? 0));
}

/** What a form begins with: defaults, and empty values where something must be given. */
export function initial(schema: Schema, root: Schema, depth = 0): unknown {
  const resolved = resolve(schema, root);
  if (resolved.default !== undefined) return structuredClone(resolved.default);
  if (resolved.const !== undefined) return resolved.const;
  // A model that holds itself has no end.
  if (depth > 6) return undefined;
  switch (controlOf(resolved)) {
    case "object": {
      const made: Record<string, unknown> = {};
      for (const [name, field] of fieldsOf(resolved)) {
        const value = initial(field, root, depth + 1);
        if (value !== undefined) made[name] = value;
        // A box that is not ticked says no: it is never left empty.
        else if (resolved.required?.includes(name) && controlOf(resolve(field, root)) === "boolean") made[name] = false;
      }
      return made;
    }
    case "list":
      return depth === 0 || resolved.type === "array" ? [] : undefined;
    default:
      return undefined;
  }
}

/** What was typed where JSON is wanted and is none yet. It stands in the values, so that they are not taken for complete. */
export class NotJson {
  constructor(readonly text: string) {}
  toJSON() {
    return this.text;
  }
  toString() {
    return this.text;
  }
}

/** What was typed as JSON; nothing of an empty text. */
export function readJson(text: string): unknown {
  if (!text.trim()) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return new NotJson(text);
  }
}

/** The ways to what is not JSON yet. */
export function unread(value: unknown, way: string[] = []): string[] {
  if (value instanceof NotJson) return [way.join(".")];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => unread(one, [...way, name]));
}

/** The names of what must be given and is not, or cannot be read, with the way to it. */
export const missing = (schema: Schema, value: unknown, root: Schema): string[] => [
  ...lacking(schema, value, root, []),
  ...unread(value),
];

function lacking(schema: Schema, value: unknown, root: Schema, way: string[]): string[] {
  const resolved = resolve(schema, root);
  if (controlOf(resolved) !== "object" || typeof value !== "object" || value === null || value instanceof NotJson) return [];
  const given = value as Record<string, unknown>;
  return fieldsOf(resolved).flatMap(([name, field]) => {
    const here = [...way, name];
    const one = given[name];
    if (one === undefined || one === "") return resolved.required?.includes(name) ? [here.join(".")] : [];
    return lacking(field, one, root, here);
  });
}

/** The first of a union's choices that a value can be. */
export function fitting(choices: readonly Schema[], value: unknown): number {
  const is = (schema: Schema) => {
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    if (schema.enum) return schema.enum.includes(value);
    if (Array.isArray(value)) return types.includes("array");
    if (value === null) return types.includes("null");
    if (typeof value === "number")
      return types.includes(Number.isInteger(value) ? "integer" : "number") || types.includes("number");
    return types.includes(typeof value);
  };
  return Math.max(0, value === undefined ? 0 : choices.findIndex(is));
}
