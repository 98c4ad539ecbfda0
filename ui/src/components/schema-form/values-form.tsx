import { useState } from "react";
import { Button } from "@/components/basics";
import { missing, type Schema } from "@/lib/schema";
import { SchemaForm } from "./schema-form";

export type Values = Record<string, unknown>;

interface Form {
  schema: Schema;
  values: Values;
  /** What is typed while the values are written as JSON. */
  raw: string | undefined;
  change: (values: Values) => void;
  write: (raw: string | undefined) => void;
}

const read = (raw: string): Values | undefined => {
  try {
    const made: unknown = JSON.parse(raw);
    return typeof made === "object" && made !== null && !Array.isArray(made) ? (made as Values) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What is filled in for a schema: the values, the names of what the form still lacks, and whether they can be sent. What
 * is written as JSON is held to the schema by the server alone.
 */
export function useValues(
  schema: Schema,
  begin: () => Values,
): { values: Values; lacking: string[]; ready: boolean; form: Form } {
  const [values, change] = useState(begin);
  const [raw, setRaw] = useState<string>();
  const write = (next: string | undefined) => {
    setRaw(next);
    const made = next === undefined ? undefined : read(next);
    if (made) change(made);
  };
  const lacking = raw === undefined ? missing(schema, values, schema) : [];
  const ready = raw === undefined ? lacking.length === 0 : read(raw) !== undefined;
  return { values, lacking, ready, form: { schema, values, raw, change, write } };
}

/** Values that a schema describes, as a form or as JSON. `none` is said where the schema has no fields. */
export function ValuesForm({ title, none, schema, values, raw, change, write }: Form & { title: string; none: string }) {
  const bad = raw !== undefined && read(raw) === undefined;
  return (
    <div>
      <div className="mb-2 flex items-center justify-between border-b pb-1">
        <h3 className="text-[13px] font-semibold">{title}</h3>
        <Button
          small
          look="ghost"
          disabled={bad}
          onClick={() => write(raw === undefined ? JSON.stringify(values, null, 2) : undefined)}
        >
          {raw === undefined ? "As JSON" : "As a form"}
        </Button>
      </div>
      {raw !== undefined ? (
        <>
          <textarea
            aria-label={`${title} as JSON`}
            aria-invalid={bad}
            rows={12}
            spellCheck={false}
            value={raw}
            onChange={(event) => write(event.target.value)}
            className="w-full rounded-md border bg-sunken p-3 font-mono text-xs"
          />
          {bad && <p className="text-xs text-danger">This is no JSON object yet.</p>}
        </>
      ) : Object.keys(schema.properties ?? {}).length ? (
        <SchemaForm schema={schema} value={values} onChange={change} />
      ) : (
        <p className="text-[13px] text-muted">{none}</p>
      )}
    </div>
  );
}
