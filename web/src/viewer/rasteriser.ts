/** Rasters made off the main thread, so that the page answers while 24 MB are worked through. */

import { rasterise, type Raster } from "./raster";
import type { MaterialScale } from "./material";
import type { Level } from "./planes";
import type { RasterAnswer, RasterTask } from "./raster.worker";

export interface Rasteriser {
  /** Takes the level's memory over; it comes back with the raster. */
  make(level: Level, first: number, scale: MaterialScale | null): Promise<Made>;
  close(): void;
}

interface Made {
  raster: Raster;
  level: Level;
}

/** The same on the page's own thread. */
export function onPage(level: Level, first: number, scale: MaterialScale | null): Made {
  return { raster: rasterise(level, first, scale), level };
}

export function rasteriser(): Rasteriser {
  if (typeof Worker !== "undefined") return new WorkerRasteriser();
  return { make: (...task) => Promise.resolve(onPage(...task)), close: () => undefined };
}

class WorkerRasteriser implements Rasteriser {
  private readonly worker = new Worker(new URL("./raster.worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<
    number,
    { done: (answer: RasterAnswer) => void; fail: (why: Error) => void }
  >();
  private last = 0;

  constructor() {
    this.worker.addEventListener("message", (event: MessageEvent<RasterAnswer>) => {
      this.waiting.get(event.data.id)?.done(event.data);
      this.waiting.delete(event.data.id);
    });
    this.worker.addEventListener("error", (event) => {
      for (const { fail } of this.waiting.values())
        fail(new Error(event.message || "the image worker failed"));
      this.waiting.clear();
    });
  }

  async make(level: Level, first: number, scale: MaterialScale | null): Promise<Made> {
    const id = ++this.last;
    const task: RasterTask = { id, level, first, scale };
    const buffers = [...new Set(level.planes.map((plane) => plane.buffer))];
    return new Promise<RasterAnswer>((done, fail) => {
      this.waiting.set(id, { done, fail });
      this.worker.postMessage(task, buffers);
    });
  }

  close(): void {
    this.worker.terminate();
  }
}
