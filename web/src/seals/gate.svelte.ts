import { api } from "../api/client";
import type { Passage, Wanted } from "./gate";

const EVERY_MS = 2000;

/** The last passages of a gate's site, asked for every two seconds: a panel has nothing else to do. */
export class GateFeed {
  passages = $state.raw<readonly Passage[]>([]);
  wanted = $state.raw<Wanted | null>(null);
  answeredAt = $state<number | null>(null);
  private wantedFor: string | null = null;

  constructor(private readonly siteId: string) {}

  /** Asks until the returned function is called; an `$effect` can return it as it is. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    let following = true;
    const turn = async () => {
      await this.ask();
      if (following) timer = setTimeout(() => void turn(), EVERY_MS);
    };
    void turn();
    return () => {
      following = false;
      clearTimeout(timer);
    };
  }

  async ask(): Promise<void> {
    try {
      const page = await api.get<{ items: Passage[] }>("/api/gate-readings", {
        query: { site_id: this.siteId },
      });
      this.passages = page.items;
      this.answeredAt = Date.now();
      await this.want(page.items[0]?.journey_id ?? null);
    } catch {
      // The panel tells from the age of the last answer that it is lost.
    }
  }

  private async want(journeyId: string | null): Promise<void> {
    if (journeyId === this.wantedFor) return;
    this.wanted = journeyId
      ? await api.get<Wanted>("/api/journeys/{id}", { path: { id: journeyId } }).catch(() => null)
      : null;
    this.wantedFor = journeyId;
  }
}
