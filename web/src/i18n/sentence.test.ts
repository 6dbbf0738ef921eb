import { describe, expect, it } from "vitest";
import { sentence } from "./i18n.svelte";

describe("a sentence of the server's", () => {
  it("begins with a capital", () => {
    expect(sentence("net mass exceeds gross mass")).toBe("Net mass exceeds gross mass");
    expect(sentence("must not be empty.")).toBe("Must not be empty.");
  });

  it("leaves the name of a file or of a field as it is written", () => {
    expect(sentence("photo.jpg is none of PNG, DICOM")).toBe("photo.jpg is none of PNG, DICOM");
    expect(sentence("hs_code is not known")).toBe("hs_code is not known");
    expect(sentence("scan-7.dcm breaks off")).toBe("scan-7.dcm breaks off");
  });
});
