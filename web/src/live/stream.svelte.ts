import { afterDelta, EMPTY_BOARD, fromSnapshot } from "./merge";
import { nextWait, type FeedState } from "./health";
import type { Board, Delta, Snapshot } from "./types";

/**
 * The one live feed of the house (server-sent events). Pages call `follow()` while they show it; the connection lives
 * as long as anybody follows. The browser reconnects by itself and names the last message it had; where the server
 * refused, we try again with growing pauses and get a fresh snapshot.
 */
class LiveFeed {
  board = $state.raw<Board>(EMPTY_BOARD);
  state = $state<FeedState>("connecting");
  lastMessageAt = $state<number | null>(null);
  // These two change only when something in them does; the board itself changes with every message.
  readonly journeys = $derived(this.board.journeys);
  readonly alarms = $derived(this.board.alarms);
  private followers = 0;
  private source: EventSource | null = null;
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly address: string) {}

  /** Follows the feed until the returned function is called; an `$effect` can return it as it is. */
  follow(): () => void {
    if (this.followers++ === 0) this.open();
    let following = true;
    return () => {
      if (!following) return;
      following = false;
      if (--this.followers === 0) this.close();
    };
  }

  /** Shows a change that this person made at once; the feed will say the same in a moment. */
  apply(delta: Omit<Delta, "at">): void {
    this.board = afterDelta(this.board, { at: this.board.at ?? new Date().toISOString(), ...delta });
  }

  private open(): void {
    const source = new EventSource(this.address);
    this.source = source;
    source.addEventListener("snapshot", (event) => {
      this.heard();
      this.board = fromSnapshot(JSON.parse(event.data as string) as Snapshot);
    });
    source.addEventListener("delta", (event) => {
      this.heard();
      this.board = afterDelta(this.board, JSON.parse(event.data as string) as Delta);
    });
    source.addEventListener("heartbeat", () => this.heard());
    source.onopen = () => (this.state = "live");
    source.onerror = () => this.failed(source);
  }

  private heard(): void {
    this.state = "live";
    this.attempts = 0;
    this.lastMessageAt = Date.now();
  }

  private failed(source: EventSource): void {
    if (source !== this.source) return;
    this.state = "lost";
    // Otherwise the browser tries again by itself.
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), nextWait(this.attempts++));
  }

  private close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
    this.state = "connecting";
    this.lastMessageAt = null;
    this.board = EMPTY_BOARD;
  }
}

export const live = new LiveFeed("/api/live");
