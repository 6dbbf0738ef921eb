import { basemapFile, BOLD_FONT, FONT, type MapLayer } from "./layer";

export const places: MapLayer = {
  sources: { places: basemapFile("places") },
  layers: (c) => [
    {
      id: "sea-names",
      type: "symbol",
      source: "places",
      minzoom: 4.5,
      filter: ["==", ["get", "kind"], "sea"],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 14,
        "text-letter-spacing": 0.2,
      },
      paint: { "text-color": c.seaLabel, "text-halo-color": c.sea, "text-halo-width": 1 },
    },
    {
      id: "country-names",
      type: "symbol",
      source: "places",
      minzoom: 4.5,
      maxzoom: 9,
      filter: ["in", ["get", "kind"], ["literal", ["country", "neighbour"]]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["case", ["==", ["get", "kind"], "country"], 17, 12],
        "text-letter-spacing": 0.35,
      },
      paint: {
        "text-color": c.quietLabel,
        "text-halo-color": c.halo,
        "text-halo-width": 1,
        "text-opacity": 0.85,
      },
    },
    {
      id: "towns",
      type: "symbol",
      source: "places",
      minzoom: 5,
      filter: [
        "all",
        ["==", ["get", "kind"], "town"],
        ["<=", ["get", "rank"], ["step", ["zoom"], 1, 6.3, 2, 7.4, 3]],
      ],
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["case", ["==", ["get", "rank"], 1], ["literal", BOLD_FONT], ["literal", FONT]],
        "text-size": ["match", ["get", "rank"], 1, 13, 2, 12, 11],
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.9,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.6 },
    },
  ],
};
