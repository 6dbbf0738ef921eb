/** Radiograph planes: 16-bit transmission (65535 = open beam), and the pyramid made from them. */

export const OPEN_BEAM = 65535;

/** One energy's transmission, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array;
}

/** A pyramid's level: the same picture at every energy. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint16Array[];
}

/** Reads the body of a level request; `shape` is its X-Image-Shape header, "energies,height,width". */
export function readLevel(body: ArrayBuffer, shape: string): Level {
  const [energies, height, width] = shape.split(",").map(Number);
  if (!energies || !height || !width || body.byteLength !== energies * height * width * 2) {
    throw new Error(`an image body of ${body.byteLength} bytes does not fit the shape ${shape}`);
  }
  const all = littleEndian(body);
  const size = width * height;
  const planes = Array.from({ length: energies }, (_, e) => all.subarray(e * size, (e + 1) * size));
  return { width, height, planes };
}

/** Halves a plane with a box filter. Averaging transmission, not brightness, is what a coarser detector would see. */
export function halve(plane: Plane): Plane {
  const width = (plane.width + 1) >> 1;
  const height = (plane.height + 1) >> 1;
  const from = plane.values;
  const values = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    const upper = 2 * y * plane.width;
    // An odd edge repeats its last row or column, so that its average stays a true one.
    const lower = 2 * y + 1 < plane.height ? upper + plane.width : upper;
    for (let x = 0; x < width; x++) {
      const left = 2 * x;
      const right = left + 1 < plane.width ? left + 1 : left;
      const sum = from[upper + left]! + from[upper + right]! + from[lower + left]! + from[lower + right]!;
      values[y * width + x] = (sum + 2) >> 2;
    }
  }
  return { width, height, values };
}

/** All levels from `base` down to one whose longer side is at most `smallest` pixels. */
export function pyramid(base: Level, smallest = 64): Level[] {
  const levels = [base];
  let last = base;
  while (Math.max(last.width, last.height) > smallest) {
    const { width, height } = last;
    const halved = last.planes.map((values) => halve({ width, height, values }));
    last = {
      width: halved[0]!.width,
      height: halved[0]!.height,
      planes: halved.map((plane) => plane.values),
    };
    levels.push(last);
  }
  return levels;
}

function littleEndian(body: ArrayBuffer): Uint16Array {
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] === 1) return new Uint16Array(body);
  const view = new DataView(body);
  return Uint16Array.from({ length: body.byteLength / 2 }, (_, i) => view.getUint16(2 * i, true));
}
