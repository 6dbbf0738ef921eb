import type { Severity } from "../live/types";
import type { Condition } from "../live/condition";

/** A map is painted on a canvas, which cannot read the names of tokens.css; these are its colours, a set per theme. */
export interface Colours {
  name: "dark" | "light";
  sea: string;
  land: string;
  home: string;
  coast: string;
  border: string;
  homeBorder: string;
  mainRoad: string;
  road: string;
  label: string;
  quietLabel: string;
  seaLabel: string;
  halo: string;
  corridor: string;
  corridorChosen: string;
  track: string;
  trackStop: string;
  trackGap: string;
  site: string;
  surface: string;
  text: string;
  alarm: Record<Severity, string>;
  late: string;
  normal: string;
  silent: string;
}

const DARK: Colours = {
  name: "dark",
  sea: "#0b1116",
  land: "#151d23",
  home: "#1d272f",
  coast: "#33444f",
  border: "#3b4a55",
  homeBorder: "#7f95a3",
  mainRoad: "#4a606f",
  road: "#2f3d48",
  label: "#c6d2da",
  quietLabel: "#8497a4",
  seaLabel: "#5f7888",
  halo: "#10171c",
  corridor: "#4d9fce",
  corridorChosen: "#8fd3ff",
  track: "#8fd3ff",
  trackStop: "#f4c04e",
  trackGap: "#8497a4",
  site: "#e8eef2",
  surface: "#161e24",
  text: "#e8eef2",
  alarm: { critical: "#ff5a4f", high: "#ff8a3d", medium: "#f4c04e", low: "#e3d9a4" },
  late: "#f4c04e",
  normal: "#6cbdec",
  silent: "#c6d2da",
};

const LIGHT: Colours = {
  name: "light",
  sea: "#d3e0e8",
  land: "#eceae5",
  home: "#faf9f6",
  coast: "#9fb2be",
  border: "#b9b4aa",
  homeBorder: "#6e665a",
  mainRoad: "#c9b899",
  road: "#e0d8ca",
  label: "#27333c",
  quietLabel: "#5f6d77",
  seaLabel: "#5d7e92",
  halo: "#ffffff",
  corridor: "#1f74a8",
  corridorChosen: "#0a5787",
  track: "#0a5787",
  trackStop: "#9a5b00",
  trackGap: "#5f6d77",
  site: "#14202a",
  surface: "#ffffff",
  text: "#14202a",
  alarm: { critical: "#c3160b", high: "#c04a00", medium: "#9a6a00", low: "#6b6130" },
  late: "#9a6a00",
  normal: "#0f659b",
  silent: "#5f6d77",
};

export function coloursOf(theme: "dark" | "light"): Colours {
  return theme === "dark" ? DARK : LIGHT;
}

export function colourOf(colours: Colours, condition: Condition, severity: Severity | null): string {
  return condition === "alarm" ? colours.alarm[severity ?? "high"] : colours[condition];
}
