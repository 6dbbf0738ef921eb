import { beforeEach, describe, expect, test } from "vitest";
import { OverlayLooks } from "./overlayLooks.svelte";

const OFFERED = ["commodity", "anomaly"] as const;

beforeEach(() => localStorage.clear());

describe("layers over an image", () => {
  test("have a switch and a strength of their own", () => {
    const looks = new OverlayLooks("ines");
    looks.toggle("commodity");
    looks.setOpacity("commodity", 0.8);

    expect([looks.isOn("commodity"), looks.isOn("anomaly")]).toEqual([true, false]);
    expect([looks.opacity("commodity"), looks.opacity("anomaly")]).toEqual([0.8, 0.5]);
  });

  test("are kept for each user of a browser", () => {
    const looks = new OverlayLooks("ines");
    looks.toggle("anomaly");
    looks.setOpacity("anomaly", 0.3);
    const again = new OverlayLooks("ines");
    const other = new OverlayLooks("tomas");

    expect([again.isOn("anomaly"), again.opacity("anomaly")]).toEqual([true, 0.3]);
    expect([other.isOn("anomaly"), other.opacity("anomaly")]).toEqual([false, 0.5]);
  });

  test("are moved by keys, the one touched last first, and never out of sight", () => {
    const looks = new OverlayLooks("ines");
    looks.toggle("commodity");
    looks.toggle("anomaly");
    looks.setOpacity("commodity", 0.5);
    looks.strengthen(0.1, OFFERED);
    looks.toggle("commodity");
    for (let i = 0; i < 9; i++) looks.strengthen(-0.1, OFFERED);

    expect([looks.opacity("commodity"), looks.opacity("anomaly")]).toEqual([0.6, 0.1]);
  });

  test("stay as they are where what was kept is no use", () => {
    localStorage.setItem("customhouse.overlays.ines", '{"commodity":{"on":"yes","opacity":null}}');
    const looks = new OverlayLooks("ines");

    expect([looks.isOn("commodity"), looks.opacity("commodity")]).toEqual([false, 0.5]);
  });
});
