import { api, type Own } from "./client";

export type Role = Own["Role"];
/** What a key is good for; each role may do what those before it may. */
export const ROLES = ["metrics", "viewer", "operator", "admin"] as const satisfies readonly Role[];

/** An API key, without the text that opens the server. */
export type ApiKey = Own["ApiKey"];
/** A key that was made, with its text: this once. */
export type ApiKeyCreated = Own["ApiKeyCreated"];
/** What whoever asks may do. */
export type Access = Own["Access"];
/** What somebody changed with an API key. */
export type AuditEntry = Own["AuditEntry"];
/** How long something is kept; null is for ever. */
export type Retention = Own["Retention"];
/** What the database holds, and for how long. */
export type Storage = Own["Storage"];

/** Which entries of the audit log are asked for. */
export interface AuditQuery {
  key_name?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  failed?: string | undefined;
  after?: string | undefined;
}

/** The server's own affairs: who may use it, what was changed, what it holds. */
export const server = {
  access: (signal: AbortSignal) => api.get("/weir/access", { signal }),
  keys: (signal: AbortSignal) => api.get("/weir/keys", { signal }),
  createKey: (key: { name: string; role: Role; expires: string | null }) => api.post("/weir/keys", { body: key }),
  revokeKey: (id: string) => api.delete("/weir/keys/{id}", { path: { id } }),
  storage: (signal: AbortSignal) => api.get("/weir/storage", { signal }),
  audit: (query: AuditQuery, signal: AbortSignal) => api.get("/weir/audit", { query: { ...query, limit: 100 }, signal }),
};
