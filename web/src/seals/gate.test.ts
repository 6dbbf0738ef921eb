import { describe, expect, it } from "vitest";
import { linesOf, panelState, type Passage } from "./gate";

const NOON = Date.parse("2026-11-23T12:00:00Z");

function makePassage(changes: Partial<Passage>): Passage {
  return {
    reading_id: "r1",
    site_id: "XMEHM",
    gate: "XMEHM-G1",
    read_at: "2026-11-23T11:59:50Z",
    plate: "XM482KD",
    container_number: "MSKU1234565",
    seal: "XM-0051",
    seal_state: "intact",
    outcome: "pass",
    reasons: [],
    journey_id: "j1",
    consignment_id: "c1",
    ...changes,
  };
}

const WANTED = {
  plate: "XM 482 KD",
  container_number: "MSKU1234565",
  seal_number: "XM-0051",
  device_id: "7031060010",
};

describe("the gate panel", () => {
  it("shows the outcome of a fresh passage and is ready again a minute later", () => {
    expect(panelState(makePassage({ outcome: "stop" }), NOON, NOON)).toBe("stop");
    expect(panelState(makePassage({}), NOON + 70_000, NOON + 70_000)).toBe("ready");
  });

  it("says that it is lost when the server is silent, whatever it showed before", () => {
    expect(panelState(makePassage({}), NOON - 11_000, NOON)).toBe("lost");
    expect(panelState(undefined, null, NOON)).toBe("lost");
  });

  it("compares what was read line by line, in spite of spelling", () => {
    const verdicts = linesOf(makePassage({ seal: "XM-0052", seal_state: "unknown" }), WANTED).map(
      (one) => one.verdict,
    );

    expect(verdicts).toEqual(["agrees", "agrees", "differs", "unknown"]);
  });

  it("knows nothing to compare with for a transport without a journey", () => {
    const verdicts = linesOf(makePassage({ seal_state: "broken" }), null).map((one) => one.verdict);

    expect(verdicts).toEqual(["unknown", "unknown", "unknown", "differs"]);
  });
});
