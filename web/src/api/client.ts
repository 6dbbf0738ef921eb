import { ApiError, errorFrom, offlineError } from "./errors";

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

async function call<T>(method: string, template: string, body: unknown, options: CallOptions): Promise<T> {
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
  if (response.ok) return answer as T;
  const error = errorFrom(response.status, answer);
  if (error.status === 401) wiring.onSignedOut();
  throw error;
}

export const api = {
  get: <T>(path: string, options: CallOptions = {}) => call<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options: CallOptions = {}) =>
    call<T>("POST", path, body ?? {}, options),
  put: <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>("PATCH", path, body, options),
  delete: <T>(path: string, options: CallOptions = {}) => call<T>("DELETE", path, undefined, options),
};

export function isAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

export { ApiError };
