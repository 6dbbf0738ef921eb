import { describe, expect, it } from "vitest";
import { candidates, inTheWay, type Travelling } from "./candidates";
import { emptyDraft, type Expected } from "./draft";

const TRAVELLING: Travelling = {
  container_number: "MSKU1234565",
  seal_number: "XM-0051",
  device_id: "7031060010",
  sealed_at: "2026-11-23T12:00:00Z",
};

function makeExpected(changes: Partial<Expected>): Expected {
  return {
    id: "c1",
    mrn: "26XM7K3QH5T2B0001",
    state: "lodged",
    lane: "green",
    consignee: "Ousebridge Ceramics",
    goods: "Porcelain",
    containers: ["MSKU1234565", "TGHU7654321"],
    ...changes,
  };
}

describe("the containers to choose from", () => {
  it("leave out what is on the road", () => {
    expect(candidates([makeExpected({})], "", [TRAVELLING]).map((one) => one.container)).toEqual([
      "TGHU7654321",
    ]);
  });

  it("show what is on the road to who looks for it, as such", () => {
    const [found] = candidates([makeExpected({})], "msku 123456-5", [TRAVELLING]);

    expect(found).toMatchObject({ container: "MSKU1234565", travelling: TRAVELLING });
  });

  it("begin with the container that was asked for", () => {
    const found = candidates([makeExpected({})], "tghu", []);

    expect(found.map((one) => one.container)).toEqual(["TGHU7654321", "MSKU1234565"]);
  });
});

describe("a journey stands in the way", () => {
  it.each([
    ["of its container", { container_number: "msku 1234565" }],
    ["of its seal", { seal_number: "xm0051" }],
    ["of its device", { device_id: "7031060010" }],
  ])("%s", (_, changes) => {
    expect(inTheWay({ ...emptyDraft(), ...changes }, [TRAVELLING])).toBe(TRAVELLING);
  });

  it("of nothing that is not filled in", () => {
    expect(inTheWay(emptyDraft(), [{ ...TRAVELLING, seal_number: "" }])).toBeUndefined();
  });
});
