import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { readJson, writeJson } from "../app/storage";
import { candidates, fits, type Candidate, type Travelling } from "./candidates";
import type { Expected } from "./draft";

const KEY = "customhouse.expected";

/** Nothing can be sealed any more once it has gone or was withdrawn. */
const SEALABLE = new Set(["lodged", "under_control", "in_transit", "reopened", "released"]);

/** The consignments that an officer may expect at the gate. The last list is kept, so that one can choose offline. */
export class ExpectedList {
  items = $state.raw<readonly Expected[]>(readJson<Expected[]>(KEY) ?? []);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private words = $state("");
  private answered = $state("");

  constructor(private readonly road: { readonly journeys: readonly Travelling[] }) {}

  /** Follows the words at once, out of what is known; the server's answer is taken over when it comes. */
  readonly candidates: Candidate[] = $derived.by(() => {
    const known =
      this.answered === this.words ? this.items : this.items.filter((one) => fits(one, this.words));
    return candidates(known, this.words, this.road.journeys);
  });

  get waiting(): boolean {
    return this.busy || this.answered !== this.words;
  }

  typed(words: string): void {
    this.words = words.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.find(this.words), 250);
  }

  async find(words: string): Promise<void> {
    const turn = ++this.asked;
    this.busy = true;
    try {
      const page = await api.get<{ items: Expected[] }>("/api/consignments", { query: { q: words } });
      if (turn !== this.asked) return;
      this.items = page.items.filter((one) => SEALABLE.has(one.state) && one.containers.length > 0);
      this.error = null;
      if (!words) writeJson(KEY, this.items);
    } catch (thrown) {
      if (turn !== this.asked) return;
      this.error = asApiError(thrown);
      const kept = readJson<Expected[]>(KEY) ?? [];
      this.items = kept.filter((one) => fits(one, words));
    } finally {
      if (turn === this.asked) {
        this.busy = false;
        this.answered = words;
      }
    }
  }
}

/** The journeys under way, which a sealing must not cross. Empty where the server was never reached. */
export class Road {
  journeys = $state.raw<readonly Travelling[]>([]);
  known = $state(false);

  async look(): Promise<void> {
    try {
      this.journeys = await underWay();
      this.known = true;
    } catch {
      // Without a connection the server decides, when the sealing reaches it.
      this.known = false;
    }
  }
}

async function underWay(): Promise<Travelling[]> {
  const all: Travelling[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Travelling[]; next_cursor: string | null } = await api.get("/api/journeys", {
      query: { state: "active", cursor },
    });
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}
