import { basemapFile, type MapLayer } from "./layer";

/** Main roads (rank 1) show early, the others only when one looks closer. */
export const roads: MapLayer = {
  sources: { roads: basemapFile("roads") },
  layers: (c) => [
    {
      id: "roads",
      type: "line",
      source: "roads",
      minzoom: 7,
      filter: ["==", ["get", "rank"], 2],
      paint: {
        "line-color": c.road,
        "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.5, 12, 2],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 7, 0, 8, 1],
      },
    },
    {
      id: "main-roads",
      type: "line",
      source: "roads",
      minzoom: 4.5,
      filter: ["==", ["get", "rank"], 1],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": c.mainRoad,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.4, 8, 1.2, 12, 3.5],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 4.5, 0, 6, 0.9],
      },
    },
  ],
};
