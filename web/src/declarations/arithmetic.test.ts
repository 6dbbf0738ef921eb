import { describe, expect, it } from "vitest";
import { checkDigit, readContainerNumber } from "./containerCode";
import { changes } from "./diff";
import { blankContainer, blankItem, blankLodgement, duplicate, toForm, toSend } from "./lodgement";
import { addDecimals, sumsOf } from "./sums";

describe("a container number", () => {
  it("has the check digit of ISO 6346's own example", () => {
    expect(checkDigit("CSQU305438")).toBe(3);
  });

  it("writes a remainder of ten as nought", () => {
    expect(readContainerNumber("CMAU1234560").state === "good").toBe(checkDigit("CMAU123456") === 0);
  });

  it.each([
    ["", { state: "blank" }],
    ["csqu 305438-3", { state: "good" }],
    ["CSQU305", { state: "partial", digit: null }],
    ["CSQU305438", { state: "partial", digit: 3 }],
    ["CSQU3054384", { state: "wrong_digit", digit: 3 }],
    ["CSQX3054383", { state: "malformed" }],
    ["CSQU30543833", { state: "malformed" }],
  ])("reads %j while it is typed", (text, reading) => {
    expect(readContainerNumber(text)).toEqual(reading);
  });
});

describe("sums", () => {
  it("add decimals exactly", () => {
    expect(addDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(addDecimals(["9007199254740993", "0.010"])).toBe("9007199254740993.01");
  });

  it("pass over what is not a number yet", () => {
    expect(addDecimals(["12", "", "abc", "-2.5"])).toBe("9.5");
  });

  it("keep currencies apart", () => {
    const items = [blankItem(1, "EUR"), blankItem(2, "CNY"), blankItem(3, "EUR")];
    items.forEach((item, index) => (item.value.amount = String(index + 1)));

    expect(sumsOf(items).values).toEqual([
      ["EUR", "4"],
      ["CNY", "2"],
    ]);
  });
});

describe("a lodgement", () => {
  it("is sent with codes in capitals and items numbered from one", () => {
    const form = blankLodgement();
    form.goods_items = [blankItem(7, "eur")];
    form.goods_items[0]!.hs_code = "9403.60";
    form.goods_items[0]!.packages.count = " 12 ";
    form.waybill.containers = [{ ...blankContainer(), number: "csqu 305438-3", tare_kg: " " }];
    const sent = toSend(form);

    expect(sent.goods_items[0]).toMatchObject({ number: 1, hs_code: "940360", packages: { count: 12 } });
    expect(sent.waybill.containers[0]).toMatchObject({ number: "CSQU3054383", tare_kg: null });
  });

  it("is duplicated without what names one consignment only", () => {
    const earlier = blankLodgement();
    earlier.lrn = "A-1";
    earlier.waybill.number = "BL-1";
    earlier.waybill.carrier = "Meridian Lines";
    const copy = duplicate(toSend(earlier));

    expect([copy.lrn, copy.waybill.number, copy.waybill.carrier]).toEqual(["", "", "Meridian Lines"]);
  });
});

describe("what is stored", () => {
  it("comes back to the form and goes out again unchanged", () => {
    const sent = toSend(blankLodgement());

    expect(toSend(toForm(sent))).toEqual(sent);
  });
});

describe("versions", () => {
  it("differ in the leaves that were changed, added and removed", () => {
    const before = { a: 1, items: [{ mass: "10" }, { mass: "20" }], note: "x" };
    const after = { a: 1, items: [{ mass: "12" }], office: "XMPMS", note: null };

    expect(changes(before, after)).toEqual([
      { field: "items/0/mass", before: "10", after: "12" },
      { field: "items/1/mass", before: "20", after: null },
      { field: "note", before: "x", after: null },
      { field: "office", before: null, after: "XMPMS" },
    ]);
  });
});
