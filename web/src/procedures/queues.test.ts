import { afterEach, expect, test, vi } from "vitest";
import { api } from "../api/client";
import { Workbench } from "./workbench.svelte";

afterEach(() => vi.restoreAllMocks());

const COUNTERS = { open: 0, mine: 0, over_sla: 0 };

test("an answer that comes late is not shown as another queue's", async () => {
  const answers: ((rows: { id: string }[]) => void)[] = [];
  vi.spyOn(api, "get").mockImplementation(
    () =>
      new Promise((answer) => {
        answers.push((items) => answer({ items, counters: COUNTERS, ai_reveal: "before" } as never));
      }),
  );
  const bench = new Workbench();
  bench.look("open");
  bench.look("decided");
  answers[1]?.([{ id: "decided" }]);
  answers[0]?.([{ id: "open" }]);
  await vi.waitFor(() => expect(bench.rows.map((row) => row.id)).toEqual(["decided"]));
  await new Promise((soon) => setTimeout(soon));

  expect(bench.rows.map((row) => row.id)).toEqual(["decided"]);
});
