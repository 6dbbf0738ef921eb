import type * as GeoJSON from "geojson";
import type { GeoJSONSourceSpecification, LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { Colours } from "../colours";

/** One layer of the map: what it reads and how it is painted. The order of `style.ts` is the order of painting. */
export interface MapLayer {
  sources?: Record<string, SourceSpecification>;
  layers: (colours: Colours) => LayerSpecification[];
}

export const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/** A source that the page fills; `CustomsMap` sets its data. */
export function filledByPage(options: Partial<GeoJSONSourceSpecification> = {}): GeoJSONSourceSpecification {
  return { ...options, type: "geojson", data: NOTHING };
}

/** A file of the country's basemap, served by our own server. */
export function basemapFile(name: string, attribution?: string): GeoJSONSourceSpecification {
  return {
    type: "geojson",
    data: `${location.origin}/api/basemap/${name}.geojson`,
    attribution,
    tolerance: 0.3,
  };
}

/**
 * No glyph server: the browser's own fonts draw every script. The word "Bold" in the name gives the weight; where the
 * family is missing, MapLibre takes sans-serif in that weight.
 */
export const FONT = ["Noto Sans"];
export const BOLD_FONT = ["Noto Sans Bold"];
