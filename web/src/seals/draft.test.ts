import { describe, expect, it } from "vitest";
import { compare, complaints, emptyDraft, plain, sealingOf, type Draft } from "./draft";

function makeDraft(changes: Partial<Draft>): Draft {
  return {
    ...emptyDraft(),
    consignment: {
      id: "c1",
      mrn: "26XM7K3QH5T2B0001",
      state: "lodged",
      lane: "green",
      consignee: "Ousebridge Ceramics",
      goods: "Porcelain",
      containers: ["MSKU1234565"],
    },
    container_number: "MSKU1234565",
    plate: "xm 482 kd",
    seal_number: "XM-0051",
    seal_again: "xm0051",
    device_id: "7031060010",
    corridor_id: "mersea-eastholm",
    ...changes,
  };
}

describe("the steps of a sealing", () => {
  it("are complete for a complete draft, whatever the spelling of the seal number", () => {
    const draft = makeDraft({});

    expect((["vehicle", "seal", "check", "photo"] as const).map((step) => complaints(draft, step))).toEqual([
      {},
      {},
      {},
      {},
    ]);
  });

  it("refuse a seal number that was typed differently the second time", () => {
    expect(complaints(makeDraft({ seal_again: "XM-0057" }), "seal")).toEqual({ seal_again: "differs" });
  });

  it("refuse a device number that is no number", () => {
    expect(complaints(makeDraft({ device_id: "70310-60" }), "seal")).toEqual({ device_id: "digits" });
  });

  it("ask for the consignment before its container", () => {
    expect(complaints(makeDraft({ consignment: null, container_number: "" }), "vehicle")).toEqual({
      consignment: "missing",
    });
  });
});

it("sends the numbers in capitals and the device's own time", () => {
  expect(sealingOf(makeDraft({}), new Date("2026-11-23T12:00:00Z"))).toMatchObject({
    plate: "XM 482 KD",
    seal_number: "XM-0051",
    sealed_at: "2026-11-23T12:00:00.000Z",
  });
});

describe("what was read against what was expected", () => {
  it("agrees in spite of blanks, hyphens and case", () => {
    expect(plain("msku 123456-5")).toBe("MSKU1234565");
    expect(compare("xm0051", "XM-0051")).toBe("agrees");
  });

  it("agrees with either of two expected numbers", () => {
    expect(compare("7031060010", "XM-0051", "7031060010")).toBe("agrees");
  });

  it("is unknown when nothing was read or nothing is expected", () => {
    expect([compare("", "XM-0051"), compare("XM-0051", null)]).toEqual(["unknown", "unknown"]);
    expect(compare("XM-0052", "XM-0051")).toBe("differs");
  });
});
