import type { StyleSpecification } from "maplibre-gl";
import type { Colours } from "./colours";
import { borders } from "./layers/borders";
import { corridors } from "./layers/corridors";
import { journeys } from "./layers/journeys";
import { land } from "./layers/land";
import { places } from "./layers/places";
import { roads } from "./layers/roads";
import { sites } from "./layers/sites";
import { track } from "./layers/track";

/** Painted from first to last. */
const LAYERS = [land, roads, borders, corridors, places, sites, track, journeys] as const;

export function styleOf(colours: Colours): StyleSpecification {
  return {
    version: 8,
    sources: Object.assign({}, ...LAYERS.map((layer) => layer.sources ?? {})),
    layers: LAYERS.flatMap((layer) => layer.layers(colours)),
  };
}
