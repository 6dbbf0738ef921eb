import { filledByPage, type MapLayer } from "./layer";

/** Where the chosen journey has been: moving, standing (thick and amber), and dashed where the seal was silent. */
export const track: MapLayer = {
  sources: { track: filledByPage({ tolerance: 0 }), scrub: filledByPage() },
  layers: (c) => [
    {
      id: "track-rim",
      type: "line",
      source: "track",
      filter: ["!=", ["get", "pace"], "gap"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": c.halo, "line-width": 5.5, "line-opacity": 0.8 },
    },
    {
      id: "track",
      type: "line",
      source: "track",
      filter: ["!=", ["get", "pace"], "gap"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": ["match", ["get", "pace"], "standing", c.trackStop, c.track],
        "line-width": ["match", ["get", "pace"], "standing", 4.5, 3],
      },
    },
    {
      id: "track-gaps",
      type: "line",
      source: "track",
      filter: ["==", ["get", "pace"], "gap"],
      paint: { "line-color": c.trackGap, "line-width": 2, "line-dasharray": [1.5, 2] },
    },
    {
      id: "scrub",
      type: "circle",
      source: "scrub",
      paint: {
        "circle-radius": 7,
        "circle-color": c.surface,
        "circle-stroke-color": c.corridorChosen,
        "circle-stroke-width": 3,
      },
    },
  ],
};
