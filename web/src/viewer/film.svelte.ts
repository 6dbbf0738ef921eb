import { isAborted } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { Level } from "./planes";
import type { Raster } from "./raster";
import { onPage, rasteriser } from "./rasteriser";
import { scalesOf } from "./scales";
import { fetchLevel, isPicture, type Scan, type ScanView } from "./scan";

/** The level asked for first: a sixteenth of the bytes, on the screen within a blink. */
const COARSE = 2;

export type FilmState = "waiting" | "coarse" | "full" | "missing" | "failed";

/** One projection as it comes from the server: coarse first, then whole. Several panes may show the same film. */
export class Film {
  state = $state<FilmState>("waiting");
  error = $state.raw<ApiError | null>(null);
  raster = $state.raw<Raster | null>(null);
  level = $state.raw<Level | null>(null);
  private abort = new AbortController();

  constructor(
    readonly scan: string,
    readonly about: ScanView,
    private readonly key = "",
  ) {}

  async load(): Promise<void> {
    this.close();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const coarse = Math.min(COARSE, this.about.levels - 1);
    this.state = "waiting";
    try {
      if (coarse > 0) await this.bring(coarse, signal);
      this.state = "coarse";
      await this.bring(0, signal);
      this.state = "full";
    } catch (thrown) {
      if (isAborted(thrown) || signal.aborted) return;
      this.error = asApiError(thrown);
      this.state = this.error.kind === "not_found" ? "missing" : "failed";
    }
  }

  close(): void {
    this.abort.abort();
  }

  private async bring(first: number, signal: AbortSignal): Promise<void> {
    const fetched = () => fetchLevel(this.scan, this.about.index, first, signal, this.key);
    const scale = isPicture(this.about) ? null : scalesOf(this.about).material;
    const worker = rasteriser();
    const level = await fetched();
    // A worker may be refused (an upgrade took its file away, memory is short): slower on the page is better than nothing.
    const made = await worker
      .make(level, first, scale)
      .catch(async () => onPage(await fetched(), first, scale))
      .finally(() => worker.close());
    if (signal.aborted) return;
    this.raster = made.raster;
    this.level = made.level;
  }
}

/** The films of the scans on the screen, each fetched once. */
export class Films {
  private readonly films = new Map<string, Film>();

  of(scan: Pick<Scan, "id" | "image_key">, about: ScanView): Film {
    const name = `${scan.id}/${about.index}/${scan.image_key ?? ""}`;
    const known = this.films.get(name);
    if (known) return known;
    const film = new Film(scan.id, about, scan.image_key);
    this.films.set(name, film);
    // Not at once: a film is asked for while the page is being worked out, when nothing may change.
    queueMicrotask(() => void film.load());
    return film;
  }

  close(): void {
    for (const film of this.films.values()) film.close();
    this.films.clear();
  }
}
