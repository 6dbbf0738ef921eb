import type { Alarm } from "../live/types";
import type { TrackPoint } from "../map/features";

/** The newest point of the track at a moment, by binary search; the first one before it all began. */
export function indexAt(track: readonly TrackPoint[], atMs: number): number {
  let [low, high] = [0, track.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Date.parse(track[middle]![2]) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where each alarm stands on the bar, 0 to 1. Alarms from outside the track are left out. */
export function ticks(
  track: readonly TrackPoint[],
  alarms: readonly Alarm[],
): { alarm: Alarm; share: number }[] {
  const start = Date.parse(track[0]?.[2] ?? "");
  const length = Date.parse(track.at(-1)?.[2] ?? "") - start;
  if (!(length > 0)) return [];
  return alarms
    .map((alarm) => ({ alarm, share: (Date.parse(alarm.raised_at) - start) / length }))
    .filter(({ share }) => share >= 0 && share <= 1);
}
