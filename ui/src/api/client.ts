import type { components, paths } from "./schema";
import type { components as ownComponents, paths as ownPaths } from "./weir";

/** The shapes of Prefect's API. */
export type Schemas = components["schemas"];
/** The shapes of Weir's own operations. */
export type Own = ownComponents["schemas"];
export type FlowRun = Schemas["FlowRunResponse"];
export type TaskRun = Schemas["TaskRun"];
export type Flow = Schemas["Flow"];
export type Deployment = Schemas["DeploymentResponse"];
export type State = Schemas["State"];

type AllPaths = paths & ownPaths;
type Method = "get" | "post" | "put" | "patch" | "delete";
type PathWith<M extends Method> = {
  [P in keyof AllPaths]: AllPaths[P] extends Record<M, infer O> ? ([O] extends [undefined] ? never : P) : never;
}[keyof AllPaths];
type Operation<P extends keyof AllPaths, M extends Method> = AllPaths[P] extends Record<M, infer O> ? NonNullable<O> : never;
type Content<R> = R extends { content: { "application/json": infer B } } ? B : undefined;
type Answer<O> = O extends { responses: infer R } ? Content<R[keyof R & (200 | 201 | 202 | 204)]> : never;
type BodyOf<O> = O extends { requestBody?: infer R } ? Content<NonNullable<R>> : undefined;

/** What has a default may be left out of a request, at any depth. */
export type Sparse<T> = T extends (infer E)[] ? Sparse<E>[] : T extends object ? { [K in keyof T]?: Sparse<T[K]> } : T;

/** What an operation that is posted to is asked, and what it answers. */
export type Asked<P extends PathWith<"post">> = Sparse<BodyOf<Operation<P, "post">>>;
export type Told<P extends PathWith<"post">> = Answer<Operation<P, "post">>;

interface Options<O> {
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: Sparse<BodyOf<O>>;
  signal?: AbortSignal;
}

/** An answer that is no success, in words that a person can use. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail?: unknown,
  ) {
    super(message);
  }
}

const CREDENTIALS = "weir.credentials";

/** What the person has typed: an API key, or `user:password`. */
export const credentials = {
  get: () => localStorage.getItem(CREDENTIALS) ?? "",
  set: (value: string) => (value ? localStorage.setItem(CREDENTIALS, value) : localStorage.removeItem(CREDENTIALS)),
};

export function authorization(secret: string): string | undefined {
  if (!secret) return undefined;
  return secret.includes(":") ? `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(secret)))}` : `Bearer ${secret}`;
}

/** Readable words for Prefect's shapes of errors. */
export function explain(status: number, body: unknown): string {
  const said = body as { detail?: unknown; exception_message?: string; exception_detail?: unknown } | undefined;
  const details = said?.detail ?? said?.exception_detail;
  if (Array.isArray(details)) {
    const lines = details.map((one: { loc?: unknown[]; msg?: string }) => {
      const place = (one.loc ?? []).filter((part) => part !== "body").join(".");
      return place ? `${place}: ${one.msg ?? "is not valid"}` : (one.msg ?? JSON.stringify(one));
    });
    return lines.join("; ");
  }
  if (typeof details === "string") return details;
  if (said?.exception_message) return said.exception_message;
  if (status === 401) return "The server wants to know who asks.";
  return `The server answered ${status}.`;
}

/** A name that nobody guesses. Pages on plain HTTP, which have no `randomUUID`, can make one too. */
export const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

let csrf: { client: string; token: string } | undefined;

async function send(method: Method, url: string, body: unknown, signal?: AbortSignal, again = false): Promise<Response> {
  const headers: Record<string, string> = {};
  const auth = authorization(credentials.get());
  if (auth) headers.Authorization = auth;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csrf) Object.assign(headers, { "Prefect-Csrf-Client": csrf.client, "Prefect-Csrf-Token": csrf.token });
  const init: RequestInit = { method: method.toUpperCase(), headers };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  const response = await fetch(url, init);
  if (response.status === 403 && method !== "get" && !again) {
    const told = await response.clone().text();
    if (/csrf/i.test(told)) {
      const client = randomName();
      const issued = await fetch(`/api/csrf-token?client=${client}`, { headers: auth ? { Authorization: auth } : {} });
      if (issued.ok) {
        csrf = { client, token: ((await issued.json()) as { token: string }).token };
        return send(method, url, body, signal, true);
      }
    }
  }
  return response;
}

/** Tells whoever shows the sign-in that credentials are wanted. */
export const unauthorized = new EventTarget();

/** A request to the API by a URL below `/api`. */
export async function request(method: Method, url: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await send(method, `/api${url}`, body, signal);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server cannot be reached.");
  }
  const text = await response.text();
  const json = (response.headers.get("content-type") ?? "").includes("json");
  const read = json && text ? (JSON.parse(text) as unknown) : text || undefined;
  if (response.status === 401) unauthorized.dispatchEvent(new Event("wanted"));
  if (!response.ok) throw new ApiError(response.status, explain(response.status, read), read);
  return read;
}

function call<M extends Method>(method: M) {
  return async <P extends PathWith<M>>(path: P, options: Options<Operation<P, M>> = {}): Promise<Answer<Operation<P, M>>> => {
    const filled = String(path).replace(/\{(\w+)(?::\w+)?\}/g, (_, name: string) =>
      encodeURIComponent(options.path?.[name] ?? ""),
    );
    const given = Object.entries(options.query ?? {}).filter(([, value]) => value !== undefined);
    const query = given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
    return (await request(method, filled + query, options.body, options.signal)) as Answer<Operation<P, M>>;
  };
}

export const api = {
  get: call("get"),
  post: call("post"),
  put: call("put"),
  patch: call("patch"),
  delete: call("delete"),
};
