import type { ExpressionSpecification } from "maplibre-gl";
import { BOLD_FONT, filledByPage, type MapLayer } from "./layer";

const IS_GROUP: ExpressionSpecification = ["has", "point_count"];
const ALONE: ExpressionSpecification = ["!", IS_GROUP];

/** The worst rank in a group of journeys, as condition and severity, for its symbol. Ranks: `standing` in condition.ts. */
const WORST: ExpressionSpecification = [
  "step",
  ["get", "rank"],
  "normal|",
  10,
  "late|",
  15,
  "silent|",
  20,
  "alarm|low",
  22,
  "alarm|medium",
  23,
  "alarm|high",
  24,
  "alarm|critical",
];

export const journeys: MapLayer = {
  sources: {
    journeys: filledByPage({
      promoteId: "id",
      cluster: true,
      clusterRadius: 20,
      clusterMaxZoom: 9,
      clusterProperties: { rank: ["max", ["get", "rank"]] },
    }),
    // The chosen one is never hidden in a group.
    chosen: filledByPage(),
    doubt: filledByPage(),
  },
  layers: (c) => [
    {
      id: "doubt",
      type: "line",
      source: "doubt",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": c.silent, "line-width": 12, "line-opacity": 0.2 },
    },
    {
      id: "doubt-edge",
      type: "line",
      source: "doubt",
      paint: { "line-color": c.silent, "line-width": 1.6, "line-dasharray": [2, 2.5] },
    },
    {
      id: "chosen-ring",
      type: "symbol",
      source: "chosen",
      layout: { "icon-image": `chosen|${c.name}`, "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    ...symbols("journeys", c.name).map((layer) => ({ ...layer, paint: { ...layer.paint, ...words(c) } })),
    {
      id: "groups",
      type: "symbol",
      source: "journeys",
      filter: IS_GROUP,
      layout: {
        "icon-image": ["concat", "group|", WORST, `|${c.name}`],
        "icon-allow-overlap": true,
        "text-field": ["get", "point_count_abbreviated"],
        "text-font": BOLD_FONT,
        "text-size": 13,
        "text-offset": [0.75, 0],
        "text-allow-overlap": true,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": c.text },
    },
    ...symbols("chosen", c.name).map((layer) => ({ ...layer, paint: { ...layer.paint, ...words(c) } })),
  ],
};

function words(c: { text: string; halo: string }) {
  return { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.8 } as const;
}

function symbols(source: string, theme: string) {
  return [
    {
      id: `${source}-heading`,
      type: "symbol" as const,
      source,
      filter: ["all", ALONE, ["get", "moving"]] as ExpressionSpecification,
      layout: {
        "icon-image": `heading|${theme}`,
        "icon-size": ["case", [">=", ["get", "rank"], 20], 1.5, 1.12] as ExpressionSpecification,
        "icon-rotate": ["get", "course"] as ExpressionSpecification,
        "icon-rotation-alignment": "map" as const,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
      paint: {},
    },
    {
      id: source,
      type: "symbol" as const,
      source,
      filter: ALONE,
      layout: {
        "icon-image": ["concat", ["get", "icon"], `|${theme}`] as ExpressionSpecification,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "rank"] as ExpressionSpecification,
        // Alarms carry their plate at every scale, the others when there is room.
        "text-field": [
          "step",
          ["zoom"],
          ["case", [">=", ["get", "rank"], 10], ["get", "plate"], ""],
          8.5,
          ["get", "plate"],
        ] as ExpressionSpecification,
        "text-font": BOLD_FONT,
        "text-size": 11.5,
        "text-anchor": "top" as const,
        "text-offset": [0, 1.25] as [number, number],
        "text-optional": true,
      },
      paint: {},
    },
  ];
}
