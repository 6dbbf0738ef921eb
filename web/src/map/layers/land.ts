import { basemapFile, type MapLayer } from "./layer";

export const land: MapLayer = {
  sources: {
    land: basemapFile("land", "Natural Earth"),
    coast: basemapFile("coast", "© OpenStreetMap contributors"),
  },
  layers: (c) => [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land } },
    {
      id: "isles",
      type: "fill",
      source: "coast",
      paint: { "fill-color": ["case", ["==", ["get", "country"], ""], c.land, c.home] },
    },
    { id: "coast", type: "line", source: "coast", paint: { "line-color": c.coast, "line-width": 0.8 } },
    { id: "far-coast", type: "line", source: "land", paint: { "line-color": c.coast, "line-width": 0.6 } },
  ],
};
