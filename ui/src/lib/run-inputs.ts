import type { FlowRun, Schemas } from "@/api/client";
import type { Schema } from "./schema";

export type RunInput = Schemas["FlowRunInput"];

/** The keys of the inputs of a pause, as the SDK names them in the state. */
export interface Keyset {
  schema: string;
  description: string;
  response: string;
}

/** What a paused run waits for; none when it waits for nothing but to be resumed. */
export function awaited(run: Pick<FlowRun, "state">): Keyset | undefined {
  const keys = run.state?.state_details?.run_input_keyset;
  return run.state?.type === "PAUSED" && keys?.schema
    ? { schema: keys.schema, description: keys.description ?? "", response: keys.response ?? "" }
    : undefined;
}

/** How the keys of a pause begin, so that it is found among the inputs of many. */
export function prefixOf({ schema, description }: Keyset): string {
  let length = 0;
  while (length < schema.length && schema[length] === description[length]) length += 1;
  return schema.slice(0, length);
}

/** The value of an input, which is JSON as text. */
export function readValue(input: Pick<RunInput, "value">): unknown {
  try {
    return JSON.parse(input.value) as unknown;
  } catch {
    return input.value;
  }
}

/** What is asked of a person: the form's schema, and the words that the flow has for it. */
export function question(inputs: readonly RunInput[], keys: Keyset): { schema: Schema; description: string } | undefined {
  const read = (key: string) => {
    const input = inputs.find((one) => one.key === key);
    return input && readValue(input);
  };
  const schema = read(keys.schema);
  const description = read(keys.description);
  if (typeof schema !== "object" || schema === null) return undefined;
  return { schema: schema as Schema, description: typeof description === "string" ? description : "" };
}
