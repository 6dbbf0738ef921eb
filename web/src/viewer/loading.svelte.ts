import { isAborted } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { rasteriser } from "./rasteriser";
import { scalesOf } from "./scales";
import { fetchLevel } from "./scan";
import type { Radiograph } from "./radiograph.svelte";

/** The level asked for first: a sixteenth of the bytes, on the screen within a blink. */
const COARSE = 2;

export type LoadingState = "waiting" | "coarse" | "full" | "missing" | "failed";

/** Brings a radiograph onto its pane: coarse first, then whole. */
export class Loading {
  state = $state<LoadingState>("waiting");
  error = $state.raw<ApiError | null>(null);
  private readonly abort = new AbortController();
  private readonly rasteriser = rasteriser();

  constructor(
    private readonly scan: string,
    private readonly radiograph: Radiograph,
  ) {}

  async run(): Promise<void> {
    const coarse = Math.min(COARSE, this.radiograph.about.levels - 1);
    try {
      if (coarse > 0) {
        await this.bring(coarse);
        this.state = "coarse";
      }
      await this.bring(0);
      this.state = "full";
    } catch (thrown) {
      if (isAborted(thrown) || this.abort.signal.aborted) return;
      this.error = asApiError(thrown);
      this.state = this.error.kind === "not_found" ? "missing" : "failed";
    } finally {
      this.rasteriser.close();
    }
  }

  close(): void {
    this.abort.abort();
    this.rasteriser.close();
  }

  private async bring(first: number): Promise<void> {
    const { about } = this.radiograph;
    const level = await fetchLevel(this.scan, about.index, first, this.abort.signal);
    const made = await this.rasteriser.make(level, first, scalesOf(about).material);
    if (!this.abort.signal.aborted) this.radiograph.receive(made.raster, made.level);
  }
}
