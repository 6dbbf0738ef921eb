import { describe, expect, it } from "vitest";

import type { TrackPoint } from "../map/features";
import { speedsOf } from "./speeds";

const at = (minute: number, speed: number | null): TrackPoint => [
  -2,
  53,
  new Date(Date.UTC(2026, 0, 1, 8, minute)).toISOString(),
  speed,
  "ok",
];
const EIGHT = Date.UTC(2026, 0, 1, 8) / 1000;

describe("the speeds of a journey", () => {
  it("follow its reports", () => {
    expect(speedsOf([at(0, 60), at(1, 62)])).toEqual([
      [EIGHT, EIGHT + 60],
      [60, 62],
    ]);
  });

  it("leave a gap where the seal was silent", () => {
    expect(speedsOf([at(0, 60), at(40, 62)])[1]).toEqual([60, null, 62]);
  });

  it("leave out what tells no speed, and what is told twice", () => {
    expect(speedsOf([at(0, 60), at(0, 60), at(1, null), at(2, 50)])[1]).toEqual([60, 50]);
  });
});
