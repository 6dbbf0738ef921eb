import { api } from "../api/client";
import type { Sealing } from "./draft";
import { flush, MemoryShelf, type Bound, type Carrier, type Posting, type Shelf } from "./outbox";
import { IndexedShelf } from "./shelf";

const AGAIN_AFTER_MS = 15_000;

const carrier: Carrier = {
  send: (sealing) => api.post<Bound>("/api/journeys", sealing),
  journeysOf: async (consignmentId) =>
    (
      await api.get<{ items: Bound[] }>("/api/journeys", {
        query: { consignment_id: consignmentId, state: "all" },
      })
    ).items,
};

/** Only secure pages have `randomUUID`; a port may serve this one over plain HTTP. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The sealings of this device that the server does not have yet. */
class Outbox {
  postings = $state.raw<readonly Posting[]>([]);
  online = $state(navigator.onLine);
  busy = $state(false);
  /** What was sent since the page was opened, by the id of its posting. */
  sent = $state.raw<Readonly<Record<string, Bound>>>({});
  private readonly shelf: Shelf = typeof indexedDB === "undefined" ? new MemoryShelf() : new IndexedShelf();
  private again = false;

  get unsent(): number {
    return this.postings.filter((one) => one.state === "waiting").length;
  }

  get refused(): readonly Posting[] {
    return this.postings.filter((one) => one.state === "refused");
  }

  /** Sends again when the network comes back and every now and then; an `$effect` can return what this returns. */
  watch(): () => void {
    const flushNow = () => {
      this.online = navigator.onLine;
      void this.flush();
    };
    const timer = setInterval(flushNow, AGAIN_AFTER_MS);
    addEventListener("online", flushNow);
    addEventListener("offline", flushNow);
    flushNow();
    return () => {
      clearInterval(timer);
      removeEventListener("online", flushNow);
      removeEventListener("offline", flushNow);
    };
  }

  /** Keeps a sealing on this device, then tries to send it. Returns the id by which it is found in `sent`. */
  async add(sealing: Sealing, mrn: string): Promise<string> {
    const posting: Posting = { id: newId(), mrn, sealing, state: "waiting", problem: null };
    await this.shelf.put(posting);
    await this.flush();
    return posting.id;
  }

  async discard(id: string): Promise<void> {
    await this.shelf.remove(id);
    this.postings = await this.shelf.all();
  }

  private async flush(): Promise<void> {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    try {
      // Somebody may add a posting while the others are on their way.
      while (this.again) await this.flushOnce();
    } finally {
      this.busy = false;
    }
  }

  private async flushOnce(): Promise<void> {
    this.again = false;
    try {
      const { sent } = await flush(this.shelf, carrier);
      this.sent = { ...this.sent, ...Object.fromEntries(sent.map((one) => [one.posting.id, one.journey])) };
    } finally {
      this.postings = await this.shelf.all();
    }
  }
}

export const outbox = new Outbox();
