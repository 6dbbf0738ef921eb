import { api, isAborted, type CallOptions } from "./client";
import { asApiError, type ApiError } from "./errors";

interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
}

/** A list that is fetched page by page. A newer question always wins over the answer to an older one. */
export class Listing<Item> {
  items = $state.raw<Item[]>([]);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  loaded = $state(false);
  private cursor = $state<string | null>(null);
  private query: CallOptions["query"] = {};
  private asking: AbortController | null = null;

  constructor(private readonly path: string) {}

  get more(): boolean {
    return this.cursor !== null;
  }

  async show(query: CallOptions["query"] = {}): Promise<void> {
    this.query = query;
    await this.fetch(null);
  }

  async next(): Promise<void> {
    if (this.cursor) await this.fetch(this.cursor);
  }

  async again(): Promise<void> {
    await this.fetch(null);
  }

  private async fetch(cursor: string | null): Promise<void> {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    this.busy = true;
    try {
      const page = await api.get<Page<Item>>(this.path, {
        query: { ...this.query, cursor },
        signal: mine.signal,
      });
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.cursor = page.next_cursor ?? null;
      this.error = null;
      this.loaded = true;
    } catch (thrown) {
      if (!isAborted(thrown)) this.error = asApiError(thrown);
    } finally {
      if (this.asking === mine) this.busy = false;
    }
  }
}
