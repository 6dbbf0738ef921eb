import { preferredLanguage, type Language } from "../i18n/languages";
import { readJson, writeJson } from "./storage";

export type Theme = "dark" | "light" | "system";
export type Palette = "distinct" | "classic";

interface Saved {
  language: Language;
  theme: Theme;
  /** Single-key shortcuts must be switchable (WCAG 2.1.4). */
  shortcuts: boolean;
  /** Material colours of radiographs; `distinct` is safe for colour-blind eyes. */
  palette: Palette;
}

const KEY = "customhouse.preferences";

class Preferences {
  language = $state<Language>("en");
  theme = $state<Theme>("dark");
  shortcuts = $state(true);
  palette = $state<Palette>("distinct");

  constructor() {
    const saved = readJson<Partial<Saved>>(KEY) ?? {};
    this.language = preferredLanguage(location.search, saved.language, navigator.languages);
    this.theme = saved.theme ?? "dark";
    this.shortcuts = saved.shortcuts ?? true;
    this.palette = saved.palette ?? "distinct";
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.apply());
    this.apply();
  }

  change(changes: Partial<Saved>): void {
    Object.assign(this, changes);
    const { language, theme, shortcuts, palette } = this;
    writeJson(KEY, { language, theme, shortcuts, palette });
    this.apply();
  }

  /** The theme that is shown, with `system` resolved. */
  get shownTheme(): "dark" | "light" {
    if (this.theme !== "system") return this.theme;
    return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.shownTheme;
  }
}

export const preferences = new Preferences();
