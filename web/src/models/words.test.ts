import { expect, test } from "vitest";
import { monthKey } from "./words";

test("two models of one name and version are told apart in a month", () => {
  const month = { month: "2026-11", version: "site-pictures 1" };

  expect(monthKey({ ...month, model_id: "a" })).not.toBe(monthKey({ ...month, model_id: "b" }));
});
