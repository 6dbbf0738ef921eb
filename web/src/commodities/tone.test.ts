import { describe, expect, it } from "vitest";
import { stepOf, toneOf } from "./confidence";

describe("a confidence in words", () => {
  it.each([
    [1, "nearly_sure"],
    [0.9, "nearly_sure"],
    [0.89, "likely"],
    [0.4, "possible"],
    [0.2, "less_likely"],
    [0, "unlikely"],
  ])("says %s as %s", (confidence, step) => {
    expect(stepOf(confidence)).toBe(step);
  });

  it("has a colour for each verdict, and none where nothing can be told", () => {
    expect(["fits", "doubtful", "does_not_fit", "cannot_tell"].map(toneOf)).toEqual([
      "good",
      "warn",
      "bad",
      "plain",
    ]);
  });
});
