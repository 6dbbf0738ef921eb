export type FeedState = "connecting" | "live" | "lost";
export type Health = "connecting" | "fresh" | "stale" | "lost";

/** The feed speaks every second; after this long without a word what the screen shows can no longer be trusted. */
export const STALE_AFTER_MS = 10_000;

export function health(state: FeedState, lastMessageAt: number | null, nowMs: number): Health {
  if (state === "lost") return "lost";
  if (lastMessageAt === null) return "connecting";
  return nowMs - lastMessageAt > STALE_AFTER_MS ? "stale" : "fresh";
}

/** Milliseconds before the next attempt: 1, 2, 4, 8, then 15 seconds for as long as it takes. */
export function nextWait(attempts: number): number {
  return Math.min(15_000, 1000 * 2 ** attempts);
}
