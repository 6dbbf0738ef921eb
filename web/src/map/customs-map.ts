import type * as GeoJSON from "geojson";
import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapGeoJSONFeature,
  type MapMouseEvent,
} from "maplibre-gl";
// Without this the worker is looked for beside the page, where a bundler does not put it, and the map stays blank.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { LonLat } from "../live/types";
import { coloursOf } from "./colours";
import {
  boundsOf,
  doubtFeatures,
  journeyFeatures,
  siteFeatures,
  trackFeatures,
  type Bounds,
  type Corridors,
  type MapJourney,
  type Site,
  type TrackPoint,
} from "./features";
import { paintIcon, PIXEL_RATIO } from "./icons";
import { NOTHING } from "./layers/layer";
import { styleOf } from "./style";

setWorkerUrl(workerUrl);

const LONGEST_DRAWING_MS = 2000;

export interface MapOptions {
  container: HTMLElement;
  theme: "dark" | "light";
  /** MapLibre's own words (control titles), translated. */
  locale: Record<string, string>;
  onSelect?: (journeyId: string | null) => void;
  /** Called once, when the map has been painted with everything it had to load. */
  onDrawn?: () => void;
  controls?: boolean;
}

/** The one map of the house. It holds what it shows, so that a change of theme can show it again. */
export class CustomsMap {
  private readonly map: MapLibre;
  private readonly shown = new Map<string, GeoJSON.FeatureCollection>();
  private chosenCorridor: string | null = null;
  private corridors: Corridors | null = null;
  private ready = false;
  private pushing = false;
  private readonly waiting = new Set<string>();

  constructor(private readonly options: MapOptions) {
    const { container, theme, locale } = options;
    this.map = new MapLibre({
      container,
      style: styleOf(coloursOf(theme)),
      center: [0, 30],
      zoom: 1,
      maxZoom: 15,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      locale,
      // Labels of towns must not fade for a third of a second each time a truck moves.
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    if (options.controls !== false) {
      this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
      this.map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
    }
    this.map.setMissingStyleImageResolver(async (id) => this.addIcon(id));
    this.map.on("style.load", () => this.pushAll());
    this.map.once("load", () => options.onDrawn?.());
    this.map.on("click", (event) => void this.clicked(event));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.at(event) ? "pointer" : "";
    });
  }

  showJourneys(journeys: readonly MapJourney[], chosenId: string | null): void {
    this.set("journeys", journeyFeatures(journeys.filter((one) => one.id !== chosenId)));
    this.set("chosen", journeyFeatures(journeys.filter((one) => one.id === chosenId)));
    this.set("doubt", doubtFeatures(journeys, this.corridors, Date.now()));
  }

  showCorridors(corridors: Corridors, chosenId: string | null): void {
    if (this.corridors !== corridors) this.set("corridors", corridors);
    this.corridors = corridors;
    this.chosenCorridor = chosenId;
    this.markCorridor();
  }

  showSites(sites: readonly Site[]): void {
    this.set("sites", siteFeatures(sites));
  }

  showTrack(points: readonly TrackPoint[]): void {
    this.set("track", trackFeatures(points));
  }

  /** A dot on the track for the moment that the time bar stands at. */
  showMoment(at: LonLat | null): void {
    this.set("scrub", at ? collectionOf(at) : NOTHING);
  }

  repaint(theme: "dark" | "light"): void {
    this.map.setStyle(styleOf(coloursOf(theme)));
    this.pushAll();
  }

  fit(bounds: Bounds, { animate = false, padding = 48, maxZoom = 11 } = {}): void {
    this.map.fitBounds(bounds, { padding, maxZoom, animate });
  }

  goTo(center: LonLat, zoom = 9.5): void {
    this.map.easeTo({ center, zoom: Math.max(zoom, this.map.getZoom()), duration: 600 });
  }

  reveal(at: LonLat): void {
    const { x, y } = this.map.project(at);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const margin = 40;
    const inside = x > margin && y > margin && x < clientWidth - margin && y < clientHeight - margin;
    if (!inside) this.map.easeTo({ center: at, duration: 600 });
  }

  fitAll(points: Iterable<readonly number[]>, options?: { animate?: boolean; padding?: number }): void {
    const bounds = boundsOf(points);
    if (bounds) this.fit(bounds, options);
  }

  destroy(): void {
    this.ready = false;
    this.map.remove();
  }

  private set(source: string, data: GeoJSON.FeatureCollection): void {
    const before = this.shown.get(source);
    if (before && !before.features.length && !data.features.length) return;
    this.shown.set(source, data);
    this.waiting.add(source);
    if (this.ready) void this.push();
  }

  /**
   * Hands what changed to the map, never faster than it can draw: what comes meanwhile waits, and only the newest is
   * drawn. After each drawing lies as long a rest as it took, so that a machine that draws slowly still answers its
   * user.
   */
  private async push(): Promise<void> {
    if (this.pushing) return;
    this.pushing = true;
    while (this.ready && this.waiting.size) {
      const began = performance.now();
      const changed = [...this.waiting];
      this.waiting.clear();
      const drawn = this.drawn();
      // The map may be taken away while it draws.
      await Promise.all(changed.map((source) => this.fill(source).catch(() => undefined)));
      await drawn;
      await new Promise((done) => setTimeout(done, performance.now() - began));
    }
    this.pushing = false;
  }

  private async fill(source: string): Promise<void> {
    await this.map.getSource<GeoJSONSource>(source)?.setData(this.shown.get(source) ?? NOTHING);
  }

  /** Waits for the map to have drawn, but not for ever: a map that is dragged, or out of sight, never comes to rest. */
  private drawn(): Promise<void> {
    return new Promise((done) => {
      setTimeout(done, LONGEST_DRAWING_MS);
      // A frame is only asked for again once the one before is on the screen.
      this.map.once("idle", () => requestAnimationFrame(() => done()));
    });
  }

  private pushAll(): void {
    this.ready = true;
    for (const source of this.shown.keys()) this.waiting.add(source);
    void this.push();
    this.markCorridor();
  }

  private markCorridor(): void {
    if (!this.ready) return;
    for (const { properties } of this.corridors?.features ?? []) {
      this.map.setFeatureState(
        { source: "corridors", id: properties.id },
        { chosen: properties.id === this.chosenCorridor },
      );
    }
  }

  private addIcon(id: string): void {
    const icon = paintIcon(id);
    if (icon && !this.map.hasImage(id)) this.map.addImage(id, icon, { pixelRatio: PIXEL_RATIO });
  }

  private at(event: MapMouseEvent): MapGeoJSONFeature | undefined {
    if (!this.ready) return undefined;
    const { x, y } = event.point;
    const near: [[number, number], [number, number]] = [
      [x - 8, y - 8],
      [x + 8, y + 8],
    ];
    const found = this.map.queryRenderedFeatures(near, { layers: ["journeys", "chosen", "groups"] });
    return found.sort((a, b) => Number(b.properties.rank ?? 0) - Number(a.properties.rank ?? 0))[0];
  }

  private async clicked(event: MapMouseEvent): Promise<void> {
    const feature = this.at(event);
    if (!feature) return this.options.onSelect?.(null);
    const group = feature.properties.cluster_id as number | undefined;
    if (group === undefined) return this.options.onSelect?.(String(feature.properties.id));
    const source = this.map.getSource<GeoJSONSource>("journeys");
    const zoom = await source?.getClusterExpansionZoom(group);
    const center = (feature.geometry as GeoJSON.Point).coordinates as LonLat;
    this.map.easeTo({ center, zoom: zoom ?? this.map.getZoom() + 1 });
  }
}

function collectionOf(at: LonLat): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }],
  };
}
