import { request } from "./client";

/** What a key is good for; each role may do what those before it may. */
export const ROLES = ["metrics", "viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** An API key, without the text that opens the server. */
export interface ApiKey {
  id: string;
  created: string;
  name: string;
  role: Role;
  expires: string | null;
  revoked: string | null;
  last_used: string | null;
}

/** A key that was made, with its text: this once. */
export interface ApiKeyCreated {
  api_key: ApiKey;
  key: string;
}

/** What whoever asks may do. */
export interface Access {
  required: boolean;
  role: Role;
  key_name: string | null;
}

/** What somebody changed with an API key. */
export interface AuditEntry {
  id: string;
  at: string;
  key_id: string;
  key_name: string;
  method: string;
  route: string;
  path: string;
  status: number;
  request_id: string | null;
}

export interface AuditPage {
  entries: AuditEntry[];
  next: string | null;
}

/** Which entries of the audit log are asked for. */
export interface AuditQuery {
  key_name?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  failed?: string | undefined;
  after?: string | undefined;
}

export interface TableUsage {
  name: string;
  rows: number;
  is_estimate: boolean;
  bytes: number;
  index_bytes: number;
}

/** How long something is kept; null is for ever. */
export interface Retention {
  what: "flow_runs" | "orphans" | "events" | "metric_points" | "audit_log";
  keep_seconds: number | null;
  every_seconds: number | null;
  last_round: { ended: string; deleted: number } | null;
}

/** What the database holds, and for how long. */
export interface Storage {
  usage: {
    measured: string;
    database: "sqlite" | "postgresql";
    bytes: number;
    free_bytes: number | null;
    tables: TableUsage[];
  };
  retention: Retention[];
}

/** The server's own affairs: who may use it, what was changed, what it holds. */
export const server = {
  access: (signal: AbortSignal) => request("get", "/weir/access", undefined, signal) as Promise<Access>,
  keys: (signal: AbortSignal) => request("get", "/weir/keys", undefined, signal) as Promise<ApiKey[]>,
  createKey: (key: { name: string; role: Role; expires: string | null }) =>
    request("post", "/weir/keys", key) as Promise<ApiKeyCreated>,
  revokeKey: (id: string) => request("delete", `/weir/keys/${id}`),
  storage: (signal: AbortSignal) => request("get", "/weir/storage", undefined, signal) as Promise<Storage>,
  audit: (query: AuditQuery, signal: AbortSignal) => {
    const given = Object.entries({ ...query, limit: "100" }).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return request("get", `/weir/audit?${new URLSearchParams(given)}`, undefined, signal) as Promise<AuditPage>;
  },
};
