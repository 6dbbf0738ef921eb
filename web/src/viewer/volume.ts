/** The CT scene: NiiVue, tamed. Loaded only when a volume is opened. */

import { MULTIPLANAR_TYPE, Niivue, SHOW_RENDER, SLICE_TYPE } from "@niivue/niivue";
import { Grid, type Voxel } from "./grid";
import { CLASSES, type VolumeWindow } from "./volumeLooks";

export const SECTIONS = ["all", "axial", "coronal", "sagittal", "solid"] as const;
export type Section = (typeof SECTIONS)[number];
export type Axis = 0 | 1 | 2;

const SLICES: Record<Section, SLICE_TYPE> = {
  all: SLICE_TYPE.MULTIPLANAR,
  axial: SLICE_TYPE.AXIAL,
  coronal: SLICE_TYPE.CORONAL,
  sagittal: SLICE_TYPE.SAGITTAL,
  solid: SLICE_TYPE.RENDER,
};

/** Where a section lies on the canvas, in CSS pixels. */
export interface Tile {
  readonly section: "axial" | "coronal" | "sagittal";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Location {
  /** Voxel under the cross-hair: x, y, z. */
  readonly voxel: Voxel;
  readonly value: number;
  readonly label: number | null;
}

interface Wishes {
  canvas: HTMLCanvasElement;
  volume: string;
  labels: string | null;
  window: VolumeWindow;
  palette: "distinct" | "classic";
  opacity: number;
  onmove: (location: Location) => void;
}

/** By class, air first: what is rare and dense must not drown in what is everywhere. */
const OPACITY = [0, 70, 130, 190, 255, 255];

export class VolumeScene {
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
    niivue.onLocationChange = (location) => onmove(read(location, grid));
    const scene = new VolumeScene(niivue, canvas, grid);
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

  labels(opacity: number): void {
    if (this.niivue.volumes.length > 1) this.niivue.setOpacity(1, opacity);
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
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    const names = ["axial", "coronal", "sagittal"] as const;
    return this.niivue.screenSlices
      .filter((slice) => slice.axCorSag <= SLICE_TYPE.SAGITTAL)
      .map((slice) => {
        const [x, y, width, height] = slice.leftTopWidthHeight.map((side) => side / ratio) as [
          number,
          number,
          number,
          number,
        ];
        return { section: names[slice.axCorSag as 0 | 1 | 2], x, y, width, height };
      });
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

/** NiiVue types the event as unknown; it holds mm, and one value for each volume. */
function read(location: unknown, grid: Grid): Location {
  const { mm, values } = location as { mm: ArrayLike<number>; values: { value: number }[] };
  return { voxel: grid.toVoxel(mm), value: values[0]?.value ?? 0, label: values[1]?.value ?? null };
}

export function webgl2(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
