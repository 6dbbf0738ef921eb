import { expect, test } from "vitest";
import type { Reveal, Review, ReviewState } from "./review";
import { Case } from "./workbench.svelte";

function review(state: ReviewState): Review {
  return {
    id: "r1",
    consignment_id: "c1",
    mrn: "26XM1",
    scan_id: "s1",
    control_id: null,
    opened_at: "2026-03-01T10:00:00Z",
    due_at: "2026-03-01T10:03:00Z",
    lane: "red",
    state,
    assigned_to: "u1",
    severity: "none",
    round: 1,
    decision: null,
    decided_by: null,
    decided_at: null,
    undo_until: null,
  };
}

test.each<[Reveal, boolean, ReviewState, boolean]>([
  ["at_once", false, "assigned", true],
  ["after_first_look", false, "assigned", false],
  ["after_first_look", true, "assigned", true],
  ["after_decision", true, "assigned", false],
  ["after_decision", false, "pending", true],
  ["after_decision", false, "decided", true],
])("under %s, looked %s, a review that is %s shows findings: %s", (reveal, looked, state, shown) => {
  const current = new Case(review(state), { reveal });
  current.looked = looked;

  expect(current.revealed).toBe(shown);
});
