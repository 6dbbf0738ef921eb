import type { Condition } from "../live/condition";
import type { Severity } from "../live/types";
import { colourOf, coloursOf, type Colours } from "./colours";

/**
 * Every symbol of the map, painted on a canvas when the map first asks for its name: no image is ever fetched.
 * Names: `journey|<condition>|<severity>|<hollow>|<theme>`, `group|<condition>|<severity>|<theme>`, `heading|<theme>`,
 * `site|<theme>`, `chosen|<theme>`.
 */
export interface Icon {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export const PIXEL_RATIO = 2;

const SIZE: Record<Condition, number> = { normal: 15, late: 20, silent: 18, alarm: 24 };
const ALARM_SIZE: Record<Severity, number> = { low: 20, medium: 23, high: 27, critical: 32 };

export function journeyIcon(
  condition: Condition,
  severity: Severity | null,
  hollow: boolean,
  theme: Colours["name"],
): string {
  return ["journey", condition, severity ?? "", hollow ? "hollow" : "", theme].join("|");
}

function sizeOf(condition: Condition, severity: Severity | null): number {
  return condition === "alarm" ? ALARM_SIZE[severity ?? "high"] : SIZE[condition];
}

function trace(
  pen: CanvasRenderingContext2D,
  condition: Condition,
  x: number,
  y: number,
  size: number,
): void {
  const half = size / 2;
  pen.beginPath();
  if (condition === "alarm") {
    pen.moveTo(x, y - half * 0.95);
    pen.lineTo(x + half, y + half * 0.8);
    pen.lineTo(x - half, y + half * 0.8);
    pen.closePath();
  } else if (condition === "late") {
    pen.moveTo(x, y - half);
    pen.lineTo(x + half, y);
    pen.lineTo(x, y + half);
    pen.lineTo(x - half, y);
    pen.closePath();
  } else {
    pen.arc(x, y, half, 0, 2 * Math.PI);
  }
}

function paintShape(
  pen: CanvasRenderingContext2D,
  colours: Colours,
  shape: {
    condition: Condition;
    severity: Severity | null;
    hollow: boolean;
    x: number;
    y: number;
    size: number;
  },
): void {
  const { condition, severity, hollow, x, y, size } = shape;
  const colour = colourOf(colours, condition, severity);
  pen.lineJoin = "round";
  trace(pen, condition, x, y, size);
  // A dark (or white) rim keeps the symbol apart from roads, corridors and other symbols.
  pen.lineWidth = 4;
  pen.strokeStyle = colours.halo;
  pen.stroke();
  pen.fillStyle = hollow ? colours.surface : colour;
  pen.fill();
  pen.lineWidth = hollow ? 2.5 : 1.5;
  pen.strokeStyle = hollow ? colour : colours.name === "dark" ? "#ffffff" : colour;
  if (hollow) pen.setLineDash([4, 2.5]);
  pen.stroke();
  pen.setLineDash([]);
  if (condition === "alarm") exclaim(pen, x, y + size * 0.06, size, hollow ? colour : colours.halo);
}

function exclaim(pen: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void {
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = Math.max(2, size * 0.09);
  pen.lineCap = "round";
  pen.beginPath();
  pen.moveTo(x, y - size * 0.16);
  pen.lineTo(x, y + size * 0.08);
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y + size * 0.24, pen.lineWidth * 0.6, 0, 2 * Math.PI);
  pen.fill();
}

function paintJourney(pen: CanvasRenderingContext2D, parts: string[], colours: Colours, box: number): void {
  const [condition, severity, hollow] = parts as [Condition, Severity | "", string];
  const found = severity || null;
  const size = sizeOf(condition, found);
  const isHollow = hollow === "hollow" || condition === "silent";
  paintShape(pen, colours, { condition, severity: found, hollow: isHollow, x: box / 2, y: box / 2, size });
}

function paintGroup(pen: CanvasRenderingContext2D, parts: string[], colours: Colours): void {
  const [condition, severity] = parts as [Condition, Severity | ""];
  pen.beginPath();
  pen.roundRect(2, 3, 52, 26, 13);
  pen.fillStyle = colours.surface;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colourOf(colours, condition, severity || null);
  pen.stroke();
  const hollow = condition === "silent";
  paintShape(pen, colours, { condition, severity: severity || null, hollow, x: 17, y: 16, size: 15 });
}

function paintHeading(pen: CanvasRenderingContext2D, colours: Colours): void {
  pen.beginPath();
  pen.moveTo(16, 1.5);
  pen.lineTo(21, 8);
  pen.lineTo(11, 8);
  pen.closePath();
  pen.fillStyle = colours.text;
  pen.strokeStyle = colours.halo;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.fill();
}

function paintSite(pen: CanvasRenderingContext2D, colours: Colours): void {
  pen.fillStyle = colours.surface;
  pen.strokeStyle = colours.site;
  pen.lineWidth = 1.8;
  pen.beginPath();
  pen.roundRect(3, 3, 18, 18, 4);
  pen.fill();
  pen.stroke();
  // A gate: two posts and a barrier.
  pen.beginPath();
  pen.moveTo(7.5, 17);
  pen.lineTo(7.5, 8);
  pen.moveTo(16.5, 17);
  pen.lineTo(16.5, 8);
  pen.moveTo(6, 11);
  pen.lineTo(18, 11);
  pen.stroke();
}

function paintChosen(pen: CanvasRenderingContext2D, colours: Colours): void {
  pen.beginPath();
  pen.arc(26, 26, 22, 0, 2 * Math.PI);
  pen.lineWidth = 5;
  pen.strokeStyle = colours.halo;
  pen.stroke();
  pen.lineWidth = 2.5;
  pen.strokeStyle = colours.corridorChosen;
  pen.stroke();
}

const BOXES: Record<string, [number, number]> = {
  journey: [40, 40],
  group: [56, 32],
  heading: [32, 32],
  site: [24, 24],
  chosen: [52, 52],
};

/** Paints the icon of that name, or nothing for a name that is none of ours. */
export function paintIcon(name: string): Icon | null {
  const [kind, ...parts] = name.split("|") as [string, ...string[]];
  const box = BOXES[kind];
  if (!box) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [box[0] * PIXEL_RATIO, box[1] * PIXEL_RATIO];
  const pen = canvas.getContext("2d")!;
  pen.scale(PIXEL_RATIO, PIXEL_RATIO);
  const colours = coloursOf(parts.at(-1) === "light" ? "light" : "dark");
  if (kind === "journey") paintJourney(pen, parts, colours, box[0]);
  else if (kind === "group") paintGroup(pen, parts, colours);
  else if (kind === "heading") paintHeading(pen, colours);
  else if (kind === "site") paintSite(pen, colours);
  else paintChosen(pen, colours);
  const { width, height, data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data };
}
