import { expect, test } from "vitest";
import { spokenOf, type Lot } from "./likeness";

function lotOf(size: number): Lot {
  const members = Array.from({ length: size }, (_, n) => ({
    scan_id: `s${n}`,
    container_number: null,
    distance: 0.4,
    deviations: n === 7 ? 12 : 0,
    is_odd: n === 7,
  }));
  return { heading: "6203", hidden: false, containers: size, middle: "s3", members };
}

test("a small lot is shown whole, of a large one those that are spoken of", () => {
  const shown = (size: number) => spokenOf(lotOf(size), "s5").map((one) => one.scan_id);
  expect(shown(9)).toHaveLength(9);
  expect(shown(40)).toEqual(["s3", "s5", "s7"]);
});
