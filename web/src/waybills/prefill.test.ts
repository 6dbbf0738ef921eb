import { describe, expect, it } from "vitest";
import { blankLodgement } from "../declarations/lodgement";
import { prefill } from "./prefill";

describe("a lodgement begun by a document", () => {
  const draft = {
    waybill: {
      number: "WSCL1",
      kind: "air_waybill",
      consignor: { name: "Ningbo Export", address: { city: "Ningbo" } },
      notify: { name: "Broker" },
      containers: [{ number: "CSQU3054383", loaded: false, seal_numbers: ["S1"] }],
      itinerary: [{ place: "XMPMS" }],
    },
    goods_items: [{ description: "Tiles", packages: { count: "12" }, container_numbers: ["CSQU3054383"] }],
    unknown: "left out",
  };

  it("has what the document told in its place and blanks elsewhere", () => {
    const filled = prefill(blankLodgement("2022", "EUR"), draft);

    expect(filled.waybill).toMatchObject({
      number: "WSCL1",
      kind: "air_waybill",
      carrier: "",
      consignor: { name: "Ningbo Export", address: { city: "Ningbo", street: "", country: "" } },
      notify: { name: "Broker", enterprise_id: null },
      containers: [
        { number: "CSQU3054383", size_type: "", loaded: false, seal_numbers: ["S1"], tare_kg: null },
      ],
      itinerary: [{ place: "XMPMS", arrive_at: null }],
    });
    expect(filled.goods_items).toHaveLength(1);
    expect(filled.goods_items[0]).toMatchObject({
      number: 1,
      description: "Tiles",
      packages: { count: "12", kind: "" },
      value: { amount: "", currency: "EUR" },
      container_numbers: ["CSQU3054383"],
    });
    expect(filled).not.toHaveProperty("unknown");
  });

  it("is a blank one where the document told nothing", () => {
    expect(prefill(blankLodgement(), {})).toEqual(blankLodgement());
  });
});
