export interface Problem {
  /** A path into what was sent, such as `goods_items/0/hs_code`. */
  field: string;
  code: string;
  message: string;
}

export type ErrorKind =
  | "invalid"
  | "not_found"
  | "conflict"
  | "forbidden"
  | "unauthenticated"
  | "too_many"
  | "unavailable"
  | "offline"
  | "unknown";

/** What the server said when it said no. `message` is its own, in English, and says what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly kind: ErrorKind,
    message: string,
    readonly problems: readonly Problem[] = [],
    readonly body: unknown = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The first problem at a field, for the line under it. */
  at(field: string): Problem | undefined {
    return this.problems.find((problem) => problem.field === field);
  }
}

const KINDS: Record<number, ErrorKind> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "invalid",
  422: "invalid",
  429: "too_many",
  502: "unavailable",
  503: "unavailable",
};

interface ErrorBody {
  error?: { kind?: ErrorKind; message?: string; problems?: Problem[] };
}

/** Reads the server's error envelope; a proxy's HTML page or an empty body still gives a usable error. */
export function errorFrom(status: number, body: unknown): ApiError {
  const said = (body as ErrorBody | null)?.error;
  const kind = said?.kind ?? KINDS[status] ?? "unknown";
  const message = said?.message ?? `The server answered ${status}.`;
  return new ApiError(status, kind, message, said?.problems ?? [], body);
}

export function offlineError(): ApiError {
  return new ApiError(0, "offline", "The server cannot be reached.");
}

/** Anything thrown, as an ApiError, so that a page has one thing to show. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(0, "unknown", thrown instanceof Error ? thrown.message : String(thrown));
}
