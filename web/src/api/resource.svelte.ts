import { isAborted } from "./client";
import { asApiError, type ApiError } from "./errors";

/** One thing of the server's: its value, or why it cannot be had. Call it while a component is set up. */
export class Resource<Value> {
  value = $state.raw<Value | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(true);
  private asking: AbortController | null = null;

  /** `load` may read reactive values (an id of the path): it runs again when they change. */
  constructor(private readonly load: (signal: AbortSignal) => Promise<Value>) {
    $effect(() => {
      void this.again();
      return () => this.asking?.abort();
    });
  }

  async again(): Promise<void> {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    this.busy = true;
    try {
      const value = await this.load(mine.signal);
      if (mine.signal.aborted) return;
      this.value = value;
      this.error = null;
    } catch (thrown) {
      if (!isAborted(thrown) && !mine.signal.aborted) this.error = asApiError(thrown);
    } finally {
      if (this.asking === mine) this.busy = false;
    }
  }
}
