import type * as GeoJSON from "geojson";
import { describe, expect, it } from "vitest";
import { standing } from "../live/condition";
import { makeJourney } from "../live/builders";
import {
  boundsOf,
  doubtFeatures,
  journeyFeatures,
  trackFeatures,
  type Corridors,
  type MapJourney,
  type TrackPoint,
} from "./features";

function onMap(changes: Partial<MapJourney>, rules: string[] = []): MapJourney {
  return { ...makeJourney({}), standing: standing(makeJourney({}), new Set(rules), 0), ...changes };
}

function at(minute: number, speed: number, quality = "ok"): TrackPoint {
  return [-2 + minute / 100, 53.5, new Date(minute * 60_000).toISOString(), speed, quality];
}

describe("the track", () => {
  it("is cut where the pace changes, and joined there", () => {
    const { features } = trackFeatures([at(0, 80), at(1, 80), at(2, 0), at(3, 0), at(4, 70)]);

    expect(features.map((one) => one.properties?.pace)).toEqual(["moving", "standing", "moving"]);
    expect((features[0]!.geometry as GeoJSON.LineString).coordinates.at(-1)).toEqual(
      (features[1]!.geometry as GeoJSON.LineString).coordinates[0],
    );
  });

  it("shows a long silence as a gap and leaves implausible places out", () => {
    const { features } = trackFeatures([at(0, 80), at(5, 80, "implausible"), at(40, 80)]);

    expect(features.map((one) => one.properties?.pace)).toEqual(["gap"]);
  });

  it("needs two points", () => {
    expect(trackFeatures([at(0, 80)]).features).toEqual([]);
  });
});

describe("journeys on the map", () => {
  it("are left out as long as nobody knows where they are", () => {
    expect(journeyFeatures([onMap({ lon: null, lat: null })]).features).toEqual([]);
  });

  it("show no heading while the seal is silent", () => {
    const [feature] = journeyFeatures([onMap({}, ["silent"])]).features;

    expect(feature!.properties).toMatchObject({ moving: false, icon: "journey|silent||hollow" });
  });

  it("may be anywhere on a stretch of the corridor that grows with the silence, but not without end", () => {
    const ways = {
      type: "FeatureCollection",
      features: [
        {
          type: "Feature",
          properties: { id: "mersea-eastholm" },
          geometry: {
            type: "LineString",
            coordinates: Array.from({ length: 400 }, (_, at) => [-3 + at * 0.007, 53.6]),
          },
        },
      ],
    } as unknown as Corridors;
    const silent = [onMap({ last_seen: new Date(0).toISOString() }, ["silent"])];
    const length = (hours: number) => {
      const [stretch] = doubtFeatures(silent, ways, hours * 3_600_000).features;
      return (stretch!.geometry as GeoJSON.LineString).coordinates.length;
    };

    expect(length(0.4)).toBeLessThan(length(0.8));
    expect(length(5)).toBe(length(50));
  });

  it("are in no doubt while they report", () => {
    expect(doubtFeatures([onMap({})], null, 0).features).toEqual([]);
  });
});

it("finds the box around points, and none around nothing", () => {
  expect(
    boundsOf([
      [1, 2],
      [-3, 7],
    ]),
  ).toEqual([
    [-3, 2],
    [1, 7],
  ]);
  expect(boundsOf([])).toBeNull();
});
