import { api } from "../api/client";
import type { Alarm } from "../live/types";

interface Page {
  items: Alarm[];
  next_cursor: string | null;
}

/** Alarms of the past, page by page: the live feed carries only those that are still open. */
export class AlarmLog {
  items = $state.raw<readonly Alarm[]>([]);
  busy = $state(false);
  private cursor: string | null = null;
  private loaded = $state(false);

  get more(): boolean {
    return this.loaded && this.cursor !== null;
  }

  async load(): Promise<void> {
    if (!this.loaded && !this.busy) await this.next();
  }

  async next(): Promise<void> {
    this.busy = true;
    try {
      const page = await api.get<Page>("/api/alarms", { query: { state: "all", cursor: this.cursor } });
      this.items = [...this.items, ...page.items];
      this.cursor = page.next_cursor;
      this.loaded = true;
    } catch {
      // The open alarms are still there from the feed; the next visit of the tab tries again.
    } finally {
      this.busy = false;
    }
  }
}
