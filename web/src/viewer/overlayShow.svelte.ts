import { api, isAborted } from "../api/client";
import type { Trial } from "../ui/likelihood";
import type { OverlayLooks } from "./overlayLooks.svelte";
import { counted, entriesOf, type Networks, type Overlay, type OverlayKind, type Plane } from "./overlays";
import type { Scan } from "./scan";

/** Layers over projections. */
export const FLAT = ["commodity", "anomaly"] as const;

/** Fetches a map and reads its numbers. Raises where the server or the file fails. */
async function planeOf(scan: string, name: string, signal: AbortSignal): Promise<Plane> {
  const address = `/api/scans/${encodeURIComponent(scan)}/overlays/${encodeURIComponent(name)}`;
  const response = await fetch(address, { signal, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  // As they are: no colour profile and no alpha may change a class into another.
  const picture = await createImageBitmap(await response.blob(), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  pen.drawImage(picture, 0, 0);
  const { data, width, height } = pen.getImageData(0, 0, picture.width, picture.height);
  return { width, height, values: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]!) };
}

/** What networks say of the scan on show, and their maps of it; how those are laid over it is in `looks`. */
export class OverlayShow {
  networks = $state.raw<Networks | null>(null);
  /** The one class on show; null for all. */
  only = $state<number | null>(null);
  failed = $state(false);
  planes = $state.raw<Readonly<Record<string, Plane>>>({});
  private scan: string | null = null;
  private abort = new AbortController();

  constructor(readonly looks: OverlayLooks) {}

  /** Takes up another scan; null where nothing of what was recognised may be seen. */
  follow(scan: Scan | null): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.scan = scan?.id ?? null;
    this.networks = this.only = null;
    this.failed = false;
    this.planes = {};
    if (scan) void this.attempt(() => this.open(scan.id));
  }

  /** The maps over one projection. */
  over(view: number): Overlay[] {
    return this.networks?.overlays.filter((one) => one.view === view) ?? [];
  }

  /** The networks' map of objects; the scene of the volume reads it. */
  get ofVolume(): Overlay | null {
    return this.networks?.overlays.find((one) => one.kind === "objects") ?? null;
  }

  has(kind: OverlayKind): boolean {
    return this.networks?.overlays.some((one) => one.kind === kind) ?? false;
  }

  /** The maps of projections that networks have made. */
  readonly flat = $derived(FLAT.filter((kind) => this.has(kind)));

  toggle(kind: OverlayKind): void {
    if (!this.has(kind)) return;
    this.looks.toggle(kind);
    this.only = null;
    if (kind !== "objects" && this.looks.isOn(kind)) void this.attempt(() => this.bring(kind));
  }

  /** What a model's probabilities were worth in its trials; `model` by name and version. */
  trials(model: string): readonly Trial[] {
    return this.networks?.models.find((one) => `${one.name} ${one.version}` === model)?.trials ?? [];
  }

  /** The classes in all projections together, so that a class has one colour wherever it is. */
  readonly entries = $derived.by(() => {
    const maps = this.networks?.overlays.filter((one) => one.kind === "commodity") ?? [];
    const counts = maps
      .map((one) => this.planes[one.name])
      .flatMap((plane) => (plane ? [counted(plane.values)] : []));
    if (!maps[0] || !counts.length) return [];
    return entriesOf(
      counts.reduce((sum, more) => sum.map((amount, i) => amount + more[i]!)),
      maps[0],
    );
  });

  private async open(scan: string): Promise<void> {
    const { signal } = this.abort;
    const found = await api.get<Networks>("/api/scans/{scan_id}/networks", {
      path: { scan_id: scan },
      signal,
    });
    if (signal.aborted) return;
    this.networks = found;
    await Promise.all(this.flat.filter((kind) => this.looks.isOn(kind)).map((kind) => this.bring(kind)));
  }

  private async bring(kind: OverlayKind): Promise<void> {
    const { signal } = this.abort;
    const scan = this.scan!;
    const wanted = this.networks!.overlays.filter((one) => one.kind === kind && !this.planes[one.name]);
    const found = await Promise.all(
      wanted.map(async (one) => [one.name, await planeOf(scan, one.name, signal)]),
    );
    if (!signal.aborted) this.planes = { ...this.planes, ...Object.fromEntries(found) };
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    const { signal } = this.abort;
    this.failed = false;
    try {
      await what();
    } catch (thrown) {
      if (!isAborted(thrown) && !signal.aborted) this.failed = true;
    }
  }
}
