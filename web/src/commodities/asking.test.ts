import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Asking } from "./asking.svelte";

describe("asking while somebody types", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks once, for what was typed last", async () => {
    const asked: string[] = [];
    const asking = new Asking<string, string>(async (question) => {
      asked.push(question);
      return question.toUpperCase();
    });
    for (const text of ["t", "ti", "tiles"]) asking.ask(text);
    await vi.runAllTimersAsync();

    expect(asked).toEqual(["tiles"]);
    expect(asking.value).toBe("TILES");
    expect(asking.busy).toBe(false);
  });

  it("does not show an answer that was overtaken", async () => {
    const late: ((answer: string) => void)[] = [];
    const asking = new Asking<string, string>(() => new Promise((resolve) => late.push(resolve)));
    asking.ask("tea");
    await vi.advanceTimersByTimeAsync(400);
    asking.ask("coffee");
    await vi.advanceTimersByTimeAsync(400);
    late[1]!("0901");
    late[0]!("0902");
    await vi.runAllTimersAsync();

    expect(asking.value).toBe("0901");
  });

  it("forgets the answer when nothing is asked", async () => {
    const asking = new Asking<string, string>(async (question) => question);
    asking.ask("tea");
    await vi.runAllTimersAsync();
    asking.ask(null);

    expect(asking.value).toBeNull();
  });
});
