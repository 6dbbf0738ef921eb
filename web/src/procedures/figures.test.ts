import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import type { Finding } from "../viewer/scan";
import { figuresOf } from "./figures";

beforeAll(() => i18n.use("en"));

function held(of: NonNullable<Finding["held"]>["of"], by = "policy"): string {
  const finding = { kind: "suspected_object", reason: { code: "object_suspected", text: "" } } as Finding;
  return figuresOf({ ...finding, held: { probability: 0.45, limit: 0.3, by, of } }, []);
}

test("a finding says of what it is suspected, where there is more than one limit", () => {
  expect(held("weapon")).toBe("Suspicion of a weapon 45%, held against a limit of 30% in the policy.");
  expect(held("threat", "card")).toBe(
    "Suspicion of a threat 45%, held against a limit of 30% on the model’s card.",
  );
  expect(held("anomaly")).toMatch(/^Suspicion of something hidden 45%/);
});

test("one that was kept before that was said reads as before", () => {
  expect(held(undefined)).toBe("Suspicion 45%, held against a limit of 30% in the policy.");
  expect(held(null)).toBe(held(undefined));
});
