import type * as GeoJSON from "geojson";
import type { Standing } from "../live/condition";
import type { LonLat } from "../live/types";

/** A journey as the map draws it. */
export interface MapJourney {
  id: string;
  plate: string;
  corridor_id: string;
  lon: number | null;
  lat: number | null;
  course: number | null;
  speed_kmh: number | null;
  last_seen: string | null;
  standing: Standing;
}

/** One point of a track as the server tells it: longitude, latitude, time, km/h, quality. */
export type TrackPoint = [number, number, string, number | null, string];

export interface Site {
  id: string;
  name: string;
  position: { latitude: number; longitude: number };
}

export interface CorridorProperties {
  id: string;
  name: string;
  from_site: string;
  to_site: string;
  width_m: number;
  time_limit_h: number;
}
export type Corridors = GeoJSON.FeatureCollection<GeoJSON.LineString, CorridorProperties>;

const STANDING_KMH = 5;
const GAP_MS = 20 * 60_000;
const EARTH_M = 6_371_008.8;

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

function point(at: LonLat, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: at } };
}

export function journeyFeatures(journeys: readonly MapJourney[]): GeoJSON.FeatureCollection {
  const placed = journeys.filter((one) => one.lon !== null && one.lat !== null);
  return collection(
    placed.map((one) => {
      const { condition, severity, silent, rank } = one.standing;
      return point([one.lon!, one.lat!], {
        id: one.id,
        plate: one.plate,
        rank,
        icon: ["journey", condition, severity ?? "", silent ? "hollow" : ""].join("|"),
        moving: !silent && (one.speed_kmh ?? 0) > STANDING_KMH && one.course !== null,
        course: one.course ?? 0,
      });
    }),
  );
}

export function siteFeatures(sites: readonly Site[]): GeoJSON.FeatureCollection {
  return collection(
    sites.map(({ id, name, position }) => point([position.longitude, position.latitude], { id, name })),
  );
}

type Pace = "moving" | "standing" | "gap";

function paceBetween(a: TrackPoint, b: TrackPoint): Pace {
  if (Date.parse(b[2]) - Date.parse(a[2]) > GAP_MS) return "gap";
  return (b[3] ?? a[3] ?? 50) < STANDING_KMH ? "standing" : "moving";
}

/** The track as lines of one pace each. Points whose place cannot be trusted are left out. */
export function trackFeatures(points: readonly TrackPoint[]): GeoJSON.FeatureCollection {
  const trusted = points.filter(([, , , , quality]) => quality === "ok" || quality === "late");
  const lines: { pace: Pace; coordinates: LonLat[] }[] = [];
  for (const [index, to] of trusted.entries()) {
    const from = trusted[index - 1];
    if (!from) continue;
    const pace = paceBetween(from, to);
    const line = lines.at(-1);
    if (line?.pace === pace) line.coordinates.push([to[0], to[1]]);
    else
      lines.push({
        pace,
        coordinates: [
          [from[0], from[1]],
          [to[0], to[1]],
        ],
      });
  }
  return collection(
    lines.map(({ pace, coordinates }) => ({
      type: "Feature",
      properties: { pace },
      geometry: { type: "LineString", coordinates },
    })),
  );
}

/** How far a silent transport may have come on its corridor since its last word, at 70 km/h and at most 100 km. */
const DOUBT_KMH = 70;
const DOUBT_MOST_M = 100_000;

/** Metres between two places; flat, which is near enough for drawing. */
function metresBetween([lonA, latA]: readonly number[], [lonB, latB]: readonly number[]): number {
  const toRadians = Math.PI / 180;
  const north = (latB! - latA!) * toRadians;
  const east = (lonB! - lonA!) * toRadians * Math.cos(latA! * toRadians);
  return EARTH_M * Math.hypot(north, east);
}

/** The part of a way that is no farther than so many metres, along the way, from its vertex nearest to a place. */
export function stretchAround(way: readonly number[][], at: LonLat, reach_m: number): LonLat[] {
  const distances = way.map((vertex) => metresBetween(vertex, at));
  const middle = distances.indexOf(Math.min(...distances));
  const walk = (step: 1 | -1): LonLat[] => {
    const found: LonLat[] = [];
    let walked = 0;
    for (let index = middle + step; way[index] && walked < reach_m; index += step) {
      walked += metresBetween(way[index - step]!, way[index]!);
      found.push(way[index] as LonLat);
    }
    return found;
  };
  return [...walk(-1).reverse(), way[middle] as LonLat, ...walk(1)];
}

/** Where silent transports may be by now: a stretch of each one's corridor that grows with the silence. */
export function doubtFeatures(
  journeys: readonly MapJourney[],
  corridors: Corridors | null,
  nowMs: number,
): GeoJSON.FeatureCollection {
  const lines = journeys.flatMap((one): LonLat[][] => {
    const way = corridors?.features.find((feature) => feature.properties.id === one.corridor_id);
    if (!one.standing.silent || !one.last_seen || one.lon === null || one.lat === null || !way) return [];
    const hours = Math.max(0, nowMs - Date.parse(one.last_seen)) / 3_600_000;
    const reach_m = Math.min(DOUBT_MOST_M, hours * DOUBT_KMH * 1000);
    return [stretchAround(way.geometry.coordinates, [one.lon, one.lat], reach_m)];
  });
  return collection(
    lines
      .filter((line) => line.length > 1)
      .map((coordinates) => ({
        type: "Feature",
        properties: {},
        geometry: { type: "LineString", coordinates },
      })),
  );
}

export type Bounds = [LonLat, LonLat];

/** The box around all of these points, or nothing for no points. */
export function boundsOf(points: Iterable<readonly number[]>): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of points as Iterable<[number, number]>) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return west > east
    ? null
    : [
        [west, south],
        [east, north],
      ];
}
