import { expect, it } from "vitest";
import { toneOf } from "./tone";

it("has a colour for each verdict, and none where nothing can be told", () => {
  expect(["fits", "doubtful", "does_not_fit", "cannot_tell"].map(toneOf)).toEqual([
    "good",
    "warn",
    "bad",
    "plain",
  ]);
});
