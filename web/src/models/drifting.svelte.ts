import { api } from "../api/client";
import type { components } from "../api/schema";
import { count } from "../i18n/i18n.svelte";

type Told = components["schemas"]["DriftingModelsOut"];

/** Models whose scans have changed, for who decides on models: on every page, until it is over. */
class Drifting {
  private told = $state.raw<Told | null>(null);

  get items(): Told["items"] {
    return this.told?.items ?? [];
  }

  get threshold(): number {
    return this.told?.threshold ?? 0;
  }

  /** For the navigation. */
  get calls(): { count: number; text: string } | null {
    const amount = this.items.length;
    return amount ? { count: amount, text: count("models.drifting", amount) } : null;
  }

  /** Without an answer, what was told last stands. */
  async look(): Promise<void> {
    this.told = await api.get("/api/drifting-models").catch(() => this.told);
  }

  forget(): void {
    this.told = null;
  }
}

export const drifting = new Drifting();
