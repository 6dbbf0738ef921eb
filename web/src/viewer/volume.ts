/** The CT scene: NiiVue, tamed. Loaded only when a volume is opened. */

import { MULTIPLANAR_TYPE, Niivue, SHOW_RENDER, SLICE_TYPE, type NVImage } from "@niivue/niivue";
import { Grid, type Voxel } from "./grid";
import { counted, entriesOf, type Entry, type Overlay } from "./overlays";
import { cornersOf, edgesOf, type Axis, type Mm, type Solid, type Tile } from "./sections";
import { CLASSES, type VolumeWindow } from "./volumeLooks";
import { cutOut, type Cut } from "./voxels";

export const SECTIONS = ["all", "axial", "coronal", "sagittal", "solid"] as const;
export type Section = (typeof SECTIONS)[number];

const SLICES: Record<Section, SLICE_TYPE> = {
  all: SLICE_TYPE.MULTIPLANAR,
  axial: SLICE_TYPE.AXIAL,
  coronal: SLICE_TYPE.CORONAL,
  sagittal: SLICE_TYPE.SAGITTAL,
  solid: SLICE_TYPE.RENDER,
};

export interface Location {
  /** Voxel under the cross-hair: x, y, z. */
  readonly voxel: Voxel;
  readonly value: number;
  /** The material, by physics; and the number of the object class, by networks. */
  readonly label: number | null;
  readonly object: number | null;
}

interface Wishes {
  canvas: HTMLCanvasElement;
  volume: string;
  labels: string | null;
  window: VolumeWindow;
  palette: "distinct" | "classic";
  opacity: number;
  onmove: (location: Location) => void;
  /** The view in 3-D was turned or zoomed. */
  onturn: () => void;
}

type Four = [number, number, number, number];

/** By class, air first: what is rare and dense must not drown in what is everywhere. */
const OPACITY = [0, 70, 130, 190, 255, 255];

/** Around what is looked at alone, the rest is a shadow. */
const SHADOW = 0.18;
const ALONE_COLOUR = [255, 170, 0] as const;

export class VolumeScene {
  private materials: NVImage | null = null;
  private objects: NVImage | null = null;
  private alone: NVImage | null = null;

  private constructor(
    private readonly niivue: Niivue,
    private readonly canvas: HTMLCanvasElement,
    private readonly grid: Grid,
  ) {}

  static async open({
    canvas,
    volume,
    labels,
    window,
    palette,
    opacity,
    onmove,
    onturn,
  }: Wishes): Promise<VolumeScene> {
    const niivue = new Niivue({
      isOrientationTextVisible: false, // its letters are a patient's left and right; ours are in the page
      show3Dcrosshair: false,
      isCornerOrientationText: false,
      multiplanarLayout: MULTIPLANAR_TYPE.GRID,
      multiplanarShowRender: SHOW_RENDER.NEVER, // a 3-D frame takes seconds without a graphics card
      backColor: [0.043, 0.055, 0.063, 1],
      crosshairColor: [1, 1, 1, 0.55],
      crosshairWidth: 0.35,
      crosshairGap: 12,
      dragAndDropEnabled: false,
      isRadiologicalConvention: true, // the belt's right on the right: our x runs to a patient's left
      logLevel: "error",
      loadingText: "",
      clipPlaneHotKey: "",
      cycleClipPlaneHotKey: "",
      viewModeHotKey: "",
    });
    // Its own keys would answer beside ours: `c` turns a clip plane here and clears a case there.
    niivue.keyDownListener = () => undefined;
    niivue.keyUpListener = () => undefined;
    await niivue.attachToCanvas(canvas, true);
    canvas.tabIndex = -1;
    niivue.setSliceType(SLICES.all);
    const base = {
      url: volume,
      name: "volume.nii.gz",
      colormap: "gray",
      cal_min: window.min,
      cal_max: window.max,
    };
    await niivue.loadVolumes([base, ...(labels ? [{ url: labels, name: "labels.nii.gz", opacity }] : [])]);
    niivue.volumes[1]?.setColormapLabel(classColours(palette));
    const grid = new Grid(niivue.volumes[0]!.hdr!.affine);
    const scene = new VolumeScene(niivue, canvas, grid);
    scene.materials = niivue.volumes[1] ?? null;
    niivue.onLocationChange = (location) => onmove(scene.read(location));
    niivue.onAzimuthElevationChange = niivue.onZoom3DChange = onturn;
    scene.window(window);
    niivue.createOnLocationChange();
    return scene;
  }

  /** Sets grey limits in Hounsfield units. */
  window({ min, max }: VolumeWindow): void {
    const [volume] = this.niivue.volumes;
    if (!volume) return;
    volume.cal_min = min;
    volume.cal_max = max;
    this.niivue.updateGLVolume();
  }

  /** How strongly the colours of materials and of objects lie over the grey. */
  colours(material: number, objects: number): void {
    const solo = this.alone !== null;
    this.strength(this.materials, solo ? 0 : material);
    this.strength(this.objects, solo ? 0 : objects);
  }

  /** Brings the networks' map of objects, unseen at first; returns the classes in it. */
  async bringObjects(url: string, about: Overlay): Promise<Entry[]> {
    await this.niivue.addVolumesFromUrl([{ url, name: about.name, opacity: 0 }]);
    this.objects = this.niivue.volumes.at(-1)!;
    const entries = entriesOf(counted(this.objects.img as Uint8Array), about);
    this.objects.setColormapLabel(objectColours(entries));
    this.niivue.updateGLVolume();
    return entries;
  }

  /** Shows one object and makes the rest a shadow; null shows all again. */
  single(cut: Cut | null): void {
    if (this.alone) this.niivue.removeVolume(this.alone);
    this.alone = null;
    const source = cut?.from === "objects" ? this.objects : this.materials;
    if (cut && source) {
      const only = source.clone();
      const [, width, height] = source.hdr!.dims as [number, number, number];
      only.img = cutOut(source.img as Uint8Array, [width, height], cut);
      only.name = "alone.nii";
      only.opacity = 1;
      only.setColormapLabel({
        R: [0, ALONE_COLOUR[0]],
        G: [0, ALONE_COLOUR[1]],
        B: [0, ALONE_COLOUR[2]],
        A: [0, 255],
        I: [0, 1],
      });
      this.niivue.addVolume(only);
      this.alone = only;
    }
    this.niivue.setOpacity(0, this.alone ? SHADOW : 1);
  }

  private strength(volume: NVImage | null, opacity: number): void {
    const at = volume ? this.niivue.volumes.indexOf(volume) : -1;
    if (at > 0) this.niivue.setOpacity(at, opacity);
  }

  /** NiiVue types the event as unknown; it holds mm, and one value for each volume. */
  private read(location: unknown): Location {
    const { mm, values } = location as { mm: ArrayLike<number>; values: { value: number }[] };
    const of = (volume: NVImage | null) =>
      volume ? (values[this.niivue.volumes.indexOf(volume)]?.value ?? null) : null;
    return {
      voxel: this.grid.toVoxel(mm),
      value: values[0]?.value ?? 0,
      label: of(this.materials),
      object: of(this.objects),
    };
  }

  show(section: Section): void {
    this.niivue.setSliceType(SLICES[section]);
  }

  /** Moves the cross-hair by whole voxels. */
  step(axis: Axis, by: number): void {
    const move: [number, number, number] = [0, 0, 0];
    move[axis] = by;
    this.niivue.moveCrosshairInVox(...move);
  }

  /** Puts the cross-hair on a voxel of the file. */
  go(voxel: Voxel): void {
    this.niivue.scene.crosshairPos = this.niivue.mm2frac(this.grid.toMm(voxel));
    this.niivue.createOnLocationChange();
    this.niivue.drawScene();
  }

  /** The sections as they lie on the canvas now. */
  tiles(): Tile[] {
    const ratio = this.ratio();
    const names = ["axial", "coronal", "sagittal"] as const;
    return this.niivue.screenSlices
      .filter((slice) => slice.axCorSag <= SLICE_TYPE.SAGITTAL)
      .map(({ axCorSag, leftTopWidthHeight, leftTopMM, fovMM }) => {
        const [left, top, wide, high] = leftTopWidthHeight.map((side) => side / ratio) as Four;
        return {
          section: names[axCorSag as Axis],
          x: Math.min(left, left + wide),
          y: top,
          width: Math.abs(wide),
          height: high,
          // NiiVue writes a section that is turned round with a negative width.
          mirrored: wide < 0,
          cornerMm: [leftTopMM[0]!, leftTopMM[1]!],
          spanMm: [fovMM[0]!, fovMM[1]!],
        };
      });
  }

  /** The lower and the upper corner of a solid in the scene. */
  bounds(solid: Solid): readonly [Mm, Mm] {
    const [from, to] = edgesOf(solid).map((voxel) => this.grid.toMm(voxel));
    return [from!, to!];
  }

  /** The corners of a solid as they are seen in 3-D, in CSS pixels. */
  corners(solid: Solid): [number, number][] {
    const { width, height } = this.canvas;
    const { renderAzimuth, renderElevation } = this.niivue.scene;
    const [seen] = this.niivue.calculateMvpMatrix(null, [0, 0, 0, 0], renderAzimuth, renderElevation);
    const ratio = this.ratio();
    return cornersOf(...this.bounds(solid)).map(([x, y, z]) => {
      const row = (at: number) => seen![at]! * x + seen![at + 4]! * y + seen![at + 8]! * z + seen![at + 12]!;
      return [((1 + row(0) / row(3)) * width) / 2 / ratio, ((1 - row(1) / row(3)) * height) / 2 / ratio];
    });
  }

  /** Pixels of the canvas for each of the page's. */
  private ratio(): number {
    return this.canvas.width / Math.max(1, this.canvas.clientWidth);
  }

  redraw(): void {
    this.niivue.resizeListener();
  }

  close(): void {
    this.niivue.cleanup();
  }
}

function classColours(palette: "distinct" | "classic") {
  const colours = CLASSES.map((one) => one.colour[palette]);
  return {
    R: colours.map(([red]) => red),
    G: colours.map(([, green]) => green),
    B: colours.map(([, , blue]) => blue),
    A: OPACITY,
    I: colours.map((_, i) => i),
    labels: CLASSES.map((one) => one.name as string),
  };
}

/** Numbers without an entry, air among them, are not painted. The table ends with the largest number that is there. */
function objectColours(entries: readonly Entry[]) {
  return {
    R: [0, ...entries.map((one) => one.colour[0])],
    G: [0, ...entries.map((one) => one.colour[1])],
    B: [0, ...entries.map((one) => one.colour[2])],
    A: [0, ...entries.map((one) => (one.isThreat ? 255 : 170))],
    I: [0, ...entries.map((one) => one.number)],
  };
}

export function webgl2(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
