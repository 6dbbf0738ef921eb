import { BOLD_FONT, filledByPage, type MapLayer } from "./layer";

export const sites: MapLayer = {
  sources: { sites: filledByPage() },
  layers: (c) => [
    {
      id: "sites",
      type: "symbol",
      source: "sites",
      layout: {
        "icon-image": `site|${c.name}`,
        "icon-allow-overlap": true,
        "text-field": ["get", "name"],
        "text-font": BOLD_FONT,
        "text-size": 12,
        "text-variable-anchor": ["bottom", "top", "right", "left"],
        "text-radial-offset": 1.3,
        "text-optional": true,
      },
      paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.8 },
    },
  ],
};
