import { histogram, limitsFor, scaled, shifted, type Limits, type Look } from "./contrast";
import { buildLut, type PaletteName } from "./palette";
import { pictureAt, type Raster } from "./raster";
import { readAt, type Readout } from "./readout";
import { scalesOf } from "./scales";
import type { Film } from "./film.svelte";
import { isPicture, type ScanView } from "./scan";
import {
  fit,
  held,
  levelFor,
  panned,
  show,
  toImage,
  visible,
  zoomed,
  type Box,
  type Point,
  type Size,
  type View,
} from "./transform";

/** The four standard views. The standard image is the first: studies find that it is read best. */
export type LookName = "material" | "grey" | "dense" | "light";
export const LOOKS: readonly LookName[] = ["material", "grey", "dense", "light"];

export type Tool = "pan" | "box" | "measure";

const FOCUS_MARGIN = 3;
/** A finding is not shown larger than this: beyond, an eye sees pixels and no longer the thing. */
const CLOSEST = 3;

/** One radiograph on one pane: what has come of it, and how it is looked at. */
export class Radiograph {
  readonly image: Size;
  readonly aspect: number;
  pane = $state.raw<Size>({ width: 0, height: 0 });
  view = $state.raw<View>({ scale: 1, aspect: 1, x: 0, y: 0 });
  look = $state<LookName>("material");
  limits = $state.raw<Limits>({ light: 0, dark: 2000 });
  palette = $state<Exclude<PaletteName, "grey">>("distinct");
  inverted = $state(false);
  edges = $state(false);
  tool = $state<Tool>("pan");
  cursor = $state.raw<Point | null>(null);
  /** False as long as the whole image follows the size of its pane. */
  private moved = false;
  /** What to show as soon as the pane has a size. */
  private wanted: Box | null = null;
  private lit = false;

  constructor(readonly film: Film) {
    const { about } = film;
    this.image = { width: about.width, height: about.height };
    this.aspect = about.pixel_mm ? about.pixel_mm[1] / about.pixel_mm[0] : 1;
  }

  get about(): ScanView {
    return this.film.about;
  }

  /** A picture is looked at: it has no looks, no contrast to set, and nothing to read out but a place. */
  get isPicture(): boolean {
    return isPicture(this.about);
  }

  get raster(): Raster | null {
    return this.film.raster;
  }

  readonly lut = $derived.by(() =>
    buildLut({
      palette: this.look === "grey" ? "grey" : this.palette,
      light: this.limits.light,
      dark: this.limits.dark,
      inverted: this.inverted,
    }),
  );

  readonly readout = $derived.by((): Readout | null => {
    const { cursor, raster } = this;
    const { level } = this.film;
    if (!cursor || !raster || !level || this.isPicture) return null;
    const step = 2 ** raster.first;
    const x = Math.min(level.width - 1, Math.floor(cursor.x / step));
    const y = Math.min(level.height - 1, Math.floor(cursor.y / step));
    const found = readAt(level, raster.pictures[0]!, x, y, scalesOf(this.about).mass);
    return { ...found, x: Math.floor(cursor.x), y: Math.floor(cursor.y) };
  });

  readonly seen = $derived.by(() => visible(this.view, this.image, this.pane));

  resize(pane: Size): void {
    this.pane = pane;
    if (this.moved) this.move(this.view);
    else this.fit();
    if (this.wanted && pane.width > 0) this.focus(this.wanted);
  }

  /** Sets the limits by the first picture that comes; from then on they belong to the analyst. */
  light(): void {
    if (this.lit || !this.raster) return;
    this.lit = true;
    this.automatic(true);
  }

  fit(): void {
    this.moved = false;
    this.view = fit(this.image, this.pane, this.aspect);
  }

  zoom(factor: number, anchor: Point = { x: this.pane.width / 2, y: this.pane.height / 2 }): void {
    const least = fit(this.image, this.pane, this.aspect).scale / 2;
    this.move(zoomed(this.view, anchor, factor, least));
  }

  pan(by: Point): void {
    this.move(panned(this.view, by));
  }

  /** Brings a box into view with its surroundings: a finding without context cannot be judged. */
  focus(box: Box): void {
    this.wanted = this.pane.width > 0 ? null : box;
    if (this.wanted) return;
    const wide = {
      x: box.x - (box.width * (FOCUS_MARGIN - 1)) / 2,
      y: box.y - (box.height * (FOCUS_MARGIN - 1)) / 2,
      width: box.width * FOCUS_MARGIN,
      height: box.height * FOCUS_MARGIN,
    };
    const view = show(wide, this.pane, this.aspect, 0);
    const closest = Math.max(CLOSEST, fit(this.image, this.pane, this.aspect).scale);
    this.move(
      zoomed(view, { x: this.pane.width / 2, y: this.pane.height / 2 }, Math.min(1, closest / view.scale), 0),
    );
  }

  move(view: View): void {
    this.moved = true;
    this.view = held(view, this.image, this.pane);
  }

  /** Chooses a standard view; its limits come from what is in sight. */
  choose(look: LookName): void {
    if (this.isPicture) return;
    this.look = look;
    this.automatic();
  }

  automatic(whole = false): void {
    const { raster } = this;
    if (!raster || this.isPicture) return;
    const { picture, level } = pictureAt(raster, Math.max(levelFor(this.view.scale, 99), 2));
    const seen = (whole ? null : this.seen) ?? { x: 0, y: 0, ...this.image };
    const step = 2 ** level;
    const x = Math.min(picture.width - 1, Math.floor(seen.x / step));
    const y = Math.min(picture.height - 1, Math.floor(seen.y / step));
    const width = Math.max(1, Math.min(picture.width - x, Math.floor(seen.width / step)));
    const height = Math.max(1, Math.min(picture.height - y, Math.floor(seen.height / step)));
    const look: Look = this.look === "dense" || this.look === "light" ? this.look : "standard";
    this.limits = limitsFor(look, histogram(picture.index, picture.width, { x, y, width, height }));
  }

  narrow(factor: number): void {
    this.limits = scaled(this.limits, factor);
  }

  darken(share: number): void {
    this.limits = shifted(this.limits, share);
  }

  /** Back to the standard image, whole. */
  reset(): void {
    this.look = "material";
    this.inverted = this.edges = false;
    this.tool = "pan";
    this.fit();
    this.automatic(true);
  }

  point(screen: Point | null): void {
    const at = screen && toImage(this.view, screen);
    const inside = at && at.x >= 0 && at.y >= 0 && at.x < this.image.width && at.y < this.image.height;
    this.cursor = inside ? at : null;
  }
}
