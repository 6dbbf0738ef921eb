import { filledByPage, type MapLayer } from "./layer";

const CHOSEN: ["boolean", ["feature-state", string], boolean] = [
  "boolean",
  ["feature-state", "chosen"],
  false,
];

/** A soft band with a line in it: the way a sealed transport must take. */
export const corridors: MapLayer = {
  sources: { corridors: filledByPage({ promoteId: "id", tolerance: 0.2 }) },
  layers: (c) => [
    {
      id: "corridor-bands",
      type: "line",
      source: "corridors",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": ["case", CHOSEN, c.corridorChosen, c.corridor],
        "line-width": 12,
        "line-opacity": ["case", CHOSEN, 0.34, 0.2],
      },
    },
    {
      id: "corridor-lines",
      type: "line",
      source: "corridors",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": ["case", CHOSEN, c.corridorChosen, c.corridor],
        "line-width": 1.6,
        "line-opacity": 0.9,
      },
    },
  ],
};
