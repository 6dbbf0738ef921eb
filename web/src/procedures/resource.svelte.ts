import { isAborted } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";

/** Something fetched once, when somebody first looks at it. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  private asked = false;

  constructor(private readonly fetch: () => Promise<T>) {}

  /** Fetches, unless that has been done. */
  want(): void {
    if (!this.asked) void this.load();
  }

  async load(): Promise<void> {
    this.asked = true;
    this.busy = true;
    this.error = null;
    try {
      this.value = await this.fetch();
    } catch (thrown) {
      if (!isAborted(thrown)) this.error = asApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
