import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { readJson, writeJson } from "../app/storage";
import { plain, type Expected } from "./draft";

const KEY = "customhouse.expected";

/** Nothing can be sealed any more once it has gone or was withdrawn. */
const SEALABLE = new Set(["lodged", "under_control", "in_transit", "reopened", "released"]);

/** The consignments that an officer may expect at the gate. The last list is kept, so that one can choose offline. */
export class ExpectedList {
  items = $state.raw<readonly Expected[]>(readJson<Expected[]>(KEY) ?? []);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  private asked = 0;

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
      if (turn === this.asked) this.busy = false;
    }
  }
}

export function fits(one: Expected, words: string): boolean {
  const wanted = plain(words);
  return [one.mrn, one.consignee, one.goods, ...one.containers].some((text) => plain(text).includes(wanted));
}
