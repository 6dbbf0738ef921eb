import { expect, test } from "vitest";
import type { Scan } from "../viewer/scan";
import type { Reveal, Review } from "./review";
import { Case } from "./workbench.svelte";

const REVIEW: Review = {
  id: "r1",
  consignment_id: "c1",
  mrn: "26XM1",
  scan_id: "s1",
  control_id: null,
  opened_at: "2026-03-01T10:00:00Z",
  due_at: "2026-03-01T10:03:00Z",
  lane: "red",
  state: "assigned",
  assigned_to: "u1",
  severity: "none",
  round: 1,
  decision: null,
  decided_by: null,
  decided_at: null,
  undo_until: null,
  purpose: "reading",
  first_look: null,
};

function caseWith(reveal: Reveal, hidden: boolean | null): Case {
  const made = new Case(REVIEW, { reveal });
  if (hidden !== null) made.scan = { id: "s1", findings_hidden: hidden } as Scan;
  return made;
}

test("what the server keeps back is not shown, and nothing is before it has answered", () => {
  expect(caseWith("before", null).revealed).toBe(false);
  expect(caseWith("after_decision", true).revealed).toBe(false);
  expect(caseWith("after_decision", false).revealed).toBe(true);
});

test("a case that is not ours asks for no first look", () => {
  expect(caseWith("after_first_look", true).awaitsLook).toBe(false);
});
