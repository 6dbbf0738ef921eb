import { basemapFile, type MapLayer } from "./layer";

export const borders: MapLayer = {
  sources: { borders: basemapFile("borders") },
  layers: (c) => [
    {
      id: "borders",
      type: "line",
      source: "borders",
      filter: ["==", ["get", "country"], ""],
      paint: { "line-color": c.border, "line-width": 0.7 },
    },
    {
      id: "home-border",
      type: "line",
      source: "borders",
      filter: ["!=", ["get", "country"], ""],
      paint: { "line-color": c.homeBorder, "line-width": 1.3, "line-dasharray": [5, 2.5, 1, 2.5] },
    },
  ],
};
