/** What of messages differs from run to run and says nothing of the cause. The order matters. */
const VARYING: [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b/g, "<time>"],
  [/\b0x[0-9a-f]+\b/gi, "<address>"],
  [/\b[0-9a-f]{12,}\b/gi, "<hash>"],
  [/\b\d+(?:\.\d+)?\b/g, "<n>"],
];
const PREFIXES = [
  /^Flow run encountered an exception:\s*/,
  /^Task run encountered an exception:?\s*/,
  /^Task run failed with exception:\s*/,
];

/** The message without what stands before the exception in all messages of its kind. */
export function cause(message: string | null | undefined): string {
  const said = PREFIXES.reduce((rest, prefix) => rest.replace(prefix, ""), (message ?? "").trim());
  return said.split("\n", 1)[0]?.trim() || "No message";
}

/** Messages of one cause have one fingerprint. */
export function fingerprint(message: string | null | undefined): string {
  return VARYING.reduce((rest, [pattern, word]) => rest.replace(pattern, word), cause(message));
}

export interface Failure<Run> {
  fingerprint: string;
  cause: string;
  count: number;
  flows: string[];
  newest: Run;
}

interface Failed {
  flow_id: string;
  state?: { message?: string | null } | null;
}

/** Runs, newest first, grouped by what made them fail; the most frequent first. */
export function groupFailures<Run extends Failed>(runs: readonly Run[]): Failure<Run>[] {
  const groups = new Map<string, Failure<Run>>();
  for (const run of runs) {
    const key = fingerprint(run.state?.message);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { fingerprint: key, cause: cause(run.state?.message), count: 1, flows: [run.flow_id], newest: run });
    } else {
      group.count += 1;
      if (!group.flows.includes(run.flow_id)) group.flows.push(run.flow_id);
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
