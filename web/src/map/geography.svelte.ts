import { api } from "../api/client";
import type { Corridors, Site } from "./features";

/** Sites and corridors: asked for once, kept for as long as the page lives. They change rarely. */
class Geography {
  sites = $state.raw<readonly Site[]>([]);
  corridors = $state.raw<Corridors | null>(null);
  private asked: Promise<void> | null = null;

  load(): Promise<void> {
    this.asked ??= this.ask().catch((thrown: unknown) => {
      this.asked = null;
      throw thrown;
    });
    return this.asked;
  }

  site(id: string | null | undefined): string {
    return this.sites.find((one) => one.id === id)?.name ?? id ?? "–";
  }

  corridor(id: string | null | undefined): string {
    return this.corridors?.features.find((one) => one.properties.id === id)?.properties.name ?? id ?? "–";
  }

  private async ask(): Promise<void> {
    const [sites, corridors] = await Promise.all([
      api.get<{ items: Site[] } | Site[]>("/api/sites"),
      api.get<Corridors>("/api/corridors"),
    ]);
    this.sites = Array.isArray(sites) ? sites : sites.items;
    this.corridors = corridors;
  }
}

export const geography = new Geography();
