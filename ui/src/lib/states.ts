/** The kinds of states that the eye should tell apart, the most urgent first. */
export const KINDS = [
  "failed",
  "crashed",
  "late",
  "running",
  "paused",
  "pending",
  "scheduled",
  "cancelled",
  "completed",
] as const;
export type Kind = (typeof KINDS)[number];

const BY_TYPE: Record<string, Kind> = {
  COMPLETED: "completed",
  FAILED: "failed",
  CRASHED: "crashed",
  RUNNING: "running",
  PENDING: "pending",
  SCHEDULED: "scheduled",
  PAUSED: "paused",
  CANCELLED: "cancelled",
  CANCELLING: "cancelled",
};

/** The kind of a state by its type and, where the name says more, its name. */
export function kindOf(type: string | null | undefined, name?: string | null): Kind {
  if (name === "Late") return "late";
  return BY_TYPE[type ?? ""] ?? "pending";
}

export function isTerminal(type: string | null | undefined): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}

export function isTrouble(kind: Kind): boolean {
  return kind === "failed" || kind === "crashed" || kind === "late";
}

/** The names of states in which runs have failed. */
export const FAILED_NAMES = ["Failed", "Crashed", "TimedOut"] as const;

/** The names of states that people filter by. */
export const STATE_NAMES = [
  ...FAILED_NAMES,
  "Late",
  "Running",
  "Retrying",
  "AwaitingRetry",
  "Paused",
  "Suspended",
  "Pending",
  "Scheduled",
  "Cancelling",
  "Cancelled",
  "Completed",
  "Cached",
] as const;

/** CSS for marks and for words of a kind. */
export const fill = (kind: Kind) => `var(--f-${kind})`;
export const ink = (kind: Kind) => `var(--s-${kind})`;
