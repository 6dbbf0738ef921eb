import { readJson, writeJson } from "../app/storage";

/** What can lie over an image: maps of networks, and the materials that physics tells of a volume. */
export const LAYERS = ["commodity", "anomaly", "objects", "material"] as const;
export type Layer = (typeof LAYERS)[number];

interface Look {
  on: boolean;
  opacity: number;
}

const AT_FIRST: Readonly<Record<Layer, Look>> = {
  commodity: { on: false, opacity: 0.5 },
  anomaly: { on: false, opacity: 0.5 },
  objects: { on: false, opacity: 0.7 },
  material: { on: true, opacity: 0.7 },
};
export const FAINTEST = 0.1;
const STEPS = 20;

/** Which layers an analyst wants to see and how strongly, each for itself; kept in this browser for each user. */
export class OverlayLooks {
  private looks = $state<Record<Layer, Look>>(structuredClone(AT_FIRST));
  /** The one that was touched last: the keys for strength move it. */
  private touched = $state<Layer | null>(null);
  private readonly key: string;

  constructor(user: string) {
    this.key = `customhouse.overlays.${user}`;
    const saved = readJson<Partial<Record<Layer, Partial<Look>>>>(this.key) ?? {};
    for (const layer of LAYERS) {
      const { on, opacity } = saved[layer] ?? {};
      if (typeof on === "boolean") this.looks[layer].on = on;
      if (Number.isFinite(opacity)) this.looks[layer].opacity = within(opacity!);
    }
  }

  isOn(layer: Layer): boolean {
    return this.looks[layer].on;
  }

  opacity(layer: Layer): number {
    return this.looks[layer].opacity;
  }

  toggle(layer: Layer): void {
    this.change(layer, { on: !this.isOn(layer) });
  }

  setOpacity(layer: Layer, opacity: number): void {
    this.change(layer, { opacity: within(opacity) });
  }

  /** Moves the layer that was touched last; where that is not to be seen, the last one that is. */
  strengthen(by: number, offered: readonly Layer[]): void {
    const seen = offered.filter((layer) => this.isOn(layer));
    const layer = seen.find((one) => one === this.touched) ?? seen.at(-1);
    if (layer) this.setOpacity(layer, this.opacity(layer) + by);
  }

  private change(layer: Layer, change: Partial<Look>): void {
    Object.assign(this.looks[layer], change);
    this.touched = layer;
    writeJson(this.key, this.looks);
  }
}

function within(opacity: number): number {
  return Math.min(1, Math.max(FAINTEST, Math.round(opacity * STEPS) / STEPS));
}
