import { expect, test } from "vitest";

import { worstFirst } from "./findings";

test("the worst finding comes first, and equals keep their order", () => {
  const findings = ["info a", "low b", "info c", "high d", "medium e", "high f"].map((each) => {
    const [severity = "", id = ""] = each.split(" ");
    return { severity, id };
  });

  expect(worstFirst(findings).map((each) => each.id)).toEqual(["d", "f", "e", "b", "a", "c"]);
  expect(findings[0]?.id).toBe("a");
});
