/** What to assume of a scanner that says its energies but not its calibration. */

import { interpolated, type MaterialScale } from "./material";
import type { ScanView } from "./scan";

/** Mass attenuation in cm²/g at the high energy, at nodes of −ln transmission. */
export interface MassScale {
  readonly attenuation: readonly number[];
  readonly organic: readonly number[];
  readonly inorganic: readonly number[];
  readonly metal: readonly number[];
}

export interface Scales {
  readonly material: MaterialScale;
  readonly mass: MassScale | null;
}

/** Computed from NIST XCOM for cellulose, ceramic and steel: 160 over 100 kV, filtered, on a scintillator. */
const TUBE: Scales = {
  material: {
    attenuation: [0.05, 0.2, 0.5, 1, 2, 4, 6],
    organic: [1.201, 1.199, 1.194, 1.188, 1.177, 1.163, 1.154],
    inorganic: [1.701, 1.654, 1.585, 1.51, 1.426, 1.348, 1.311],
    metal: [2.894, 2.624, 2.333, 2.102, 1.918, 1.817, 1.798],
    thinnest: 0.06,
    opaque: 60,
  },
  mass: {
    attenuation: [0.05, 0.2, 0.5, 1, 2, 4, 6],
    organic: [0.1702, 0.1701, 0.1699, 0.1695, 0.1688, 0.1675, 0.1663],
    inorganic: [0.2017, 0.2006, 0.1986, 0.1957, 0.1909, 0.184, 0.1791],
    metal: [0.607, 0.584, 0.546, 0.497, 0.434, 0.365, 0.327],
  },
};

/** The same for accelerators of cargo scanners, 6 over 4 MeV: pair production makes steel's ratio the smallest. */
const ACCELERATOR: Scales = {
  material: {
    attenuation: [0.1, 0.5, 1, 2, 4, 6, 8],
    organic: [1.1729, 1.1772, 1.1815, 1.1875, 1.1937, 1.1971, 1.1994],
    inorganic: [1.1656, 1.1686, 1.1714, 1.1747, 1.1767, 1.177, 1.1769],
    metal: [1.1488, 1.1475, 1.1457, 1.1419, 1.1347, 1.1289, 1.1244],
    thinnest: 0.25,
    opaque: 60,
  },
  mass: {
    attenuation: [0.1, 0.5, 1, 2, 4, 6, 8],
    organic: [0.0508, 0.0493, 0.0475, 0.0447, 0.0408, 0.0383, 0.0367],
    inorganic: [0.0482, 0.0468, 0.0452, 0.0427, 0.0393, 0.0372, 0.0358],
    metal: [0.0475, 0.0462, 0.0448, 0.0428, 0.0402, 0.0386, 0.0375],
  },
};

const LOWEST_ACCELERATOR_KEV = 1000;

/** The scales of a view: the scanner's own, else those of its kind of source; no mass where not even that is known. */
export function scalesOf(view: ScanView): Scales {
  if (view.painting) return view.painting;
  const peak = view.energies[0]?.peak_kev ?? null;
  if (peak === null) return { material: ACCELERATOR.material, mass: null };
  return peak >= LOWEST_ACCELERATOR_KEV ? ACCELERATOR : TUBE;
}

/** g/cm² of a material that attenuates so much (−ln transmission). */
export function massPerArea(
  mass: MassScale,
  material: "organic" | "inorganic" | "metal",
  attenuation: number,
): number {
  return attenuation / interpolated(mass.attenuation, mass[material], attenuation);
}
