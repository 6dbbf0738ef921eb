import type { TrackPoint } from "../map/features";

/** Longer than this between two reports, nobody knows how fast the transport was. */
const GAP_S = 600;

/** Times in seconds since 1970 and speeds in km/h, with an empty place where the seal was silent. */
export function speedsOf(track: readonly TrackPoint[]): [number[], (number | null)[]] {
  const times: number[] = [];
  const speeds: (number | null)[] = [];
  for (const [, , at, speed] of track) {
    if (speed === null) continue;
    const time = Date.parse(at) / 1000;
    const last = times.at(-1);
    if (last !== undefined && time <= last) continue; // told twice
    if (last !== undefined && time - last > GAP_S) {
      times.push(last + 1);
      speeds.push(null);
    }
    times.push(time);
    speeds.push(speed);
  }
  return [times, speeds];
}
