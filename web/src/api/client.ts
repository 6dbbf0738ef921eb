import { ApiError, errorFrom, offlineError } from "./errors";
import type { Answer, Body, Parameters, PathOf } from "./paths";

type Value = string | number | boolean | null | undefined;

export interface CallOptions {
  /** Fills `{name}` in the path. */
  path?: Record<string, string | number>;
  query?: Record<string, Value | readonly Value[]>;
  signal?: AbortSignal;
}

/** Who holds the token and what happens on a 401 is the session's affair; it hangs itself in here. */
export const wiring = {
  csrfToken: null as string | null,
  onSignedOut: (): void => undefined,
};

export function address(template: string, { path, query }: CallOptions = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(path?.[name] ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
    }
  }
  return search.size ? `${filled}?${search}` : filled;
}

export function csrfHeaders(): Record<string, string> {
  return wiring.csrfToken ? { "X-CSRF-Token": wiring.csrfToken } : {};
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return null;
  return response.json().catch(() => null);
}

async function call(method: string, template: string, body: unknown, options: CallOptions): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, csrfHeaders());
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(template, options), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    throw offlineError();
  }
  const answer = await bodyOf(response);
  if (response.ok) return answer;
  const error = errorFrom(response.status, answer);
  if (error.status === 401) wiring.onSignedOut();
  throw error;
}

/** Paths of the server's description are typed by it; the second form is for those it does not hold. */
interface Reads<M extends "get" | "delete"> {
  <P extends PathOf<M>>(path: P, options?: Parameters<P, M>): Promise<Answer<P, M>>;
  <T>(path: string, options?: CallOptions): Promise<T>;
}

interface Writes<M extends "post" | "put" | "patch"> {
  <P extends PathOf<M>>(path: P, body: Body<P, M>, options?: Parameters<P, M>): Promise<Answer<P, M>>;
  <T>(path: string, body?: unknown, options?: CallOptions): Promise<T>;
}

const reads =
  (method: string) =>
  (path: string, options: CallOptions = {}) =>
    call(method, path, undefined, options);
const writes =
  (method: string) =>
  (path: string, body: unknown = {}, options: CallOptions = {}) =>
    call(method, path, body, options);

export const api = {
  get: reads("GET") as Reads<"get">,
  delete: reads("DELETE") as Reads<"delete">,
  post: writes("POST") as Writes<"post">,
  put: writes("PUT") as Writes<"put">,
  patch: writes("PATCH") as Writes<"patch">,
};

export function isAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

export { ApiError };
