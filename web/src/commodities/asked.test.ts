import { expect, test } from "vitest";
import { canBeAsked } from "./asked";

test.each(["tea", "机油", "茶", "りんご", "차"])("%s can be asked", (text) => {
  expect(canBeAsked(text)).toBe(true);
});

test.each(["", "  a ", "oi", "🙂"])("%s is too short", (text) => {
  expect(canBeAsked(text)).toBe(false);
});
