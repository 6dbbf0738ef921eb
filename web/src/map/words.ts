import { t } from "../i18n/i18n.svelte";

/** The words of MapLibre's own controls in the reader's language. */
export function mapWords(label: string): Record<string, string> {
  return {
    "Map.Title": label,
    "NavigationControl.ZoomIn": t("map.zoom_in"),
    "NavigationControl.ZoomOut": t("map.zoom_out"),
    "AttributionControl.ToggleAttribution": t("map.attribution"),
    "ScaleControl.Kilometers": "km",
    "ScaleControl.Meters": "m",
  };
}
