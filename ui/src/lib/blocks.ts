import type { Schema } from "./schema";

/** The schema of a block's fields, with those marked that Pydantic lists as secret. */
export function withSecrets(fields: Record<string, unknown>): Schema {
  const schema = fields as Schema & { secret_fields?: string[] };
  const secret = new Set(schema.secret_fields ?? []);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      secret.has(name) ? { ...field, type: "string", writeOnly: true } : field,
    ]),
  );
  return { ...schema, properties };
}

/** What of an edited block is sent: a secret that nobody typed again stays as it is, so it is left out. */
export function changed(
  schema: Schema,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      const secret = schema.properties?.[name]?.writeOnly === true;
      return !(secret && (value === before[name] || value === ""));
    }),
  );
}
