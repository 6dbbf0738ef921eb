import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import { alarmWords, countWords, type PortalReading } from "./portals";

const READING: PortalReading = {
  portal_id: "RPM-2",
  read_at: null,
  gamma: { counts: 41_208, seconds: 8.5, background_cps: 2310 },
  neutron: { counts: 14, seconds: 8.5, background_cps: null },
  alarms: ["gamma", "neutron"],
  nuclides: [],
};

beforeAll(() => i18n.use("en"));

test("counts are told as a rate, beside the background where it is known", () => {
  expect(countWords(READING)).toEqual([
    "gamma rays: 4,848 counts a second, 2.1 times the background",
    "neutrons: 1.65 counts a second",
  ]);
});

test("an alarm, none, and a portal that does not say are three things", () => {
  expect(alarmWords(READING)).toBe("Alarm: gamma rays, neutrons");
  expect(alarmWords({ ...READING, alarms: [] })).toBe("No alarm");
  expect(alarmWords({ ...READING, alarms: null })).toBe("");
});

test("a background of nothing is divided by by nobody", () => {
  const silent = { counts: 3, seconds: 2, background_cps: 0 };

  expect(countWords({ ...READING, gamma: null, neutron: silent })).toEqual(["neutrons: 1.5 counts a second"]);
});
