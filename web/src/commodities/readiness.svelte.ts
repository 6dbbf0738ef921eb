import { api } from "../api/client";
import { ApiError } from "../api/errors";

const AGAIN_MS = 3000;

/** Whether an index of goods descriptions stands on the server: in its first minutes there is none, and nobody asks. */
class Readiness {
  isReady = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Throws what the server would answer; looks again by itself until it is ready. */
  async demand(signal: AbortSignal): Promise<void> {
    if (this.isReady) return;
    const { status } = await api.get("/api/commodities/index", { signal });
    this.isReady = status === "ready" || status === "renewing";
    if (this.isReady) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => void this.demand(new AbortController().signal).catch(() => undefined),
      AGAIN_MS,
    );
    throw new ApiError(503, "unavailable", "");
  }
}

export const readiness = new Readiness();
