import { ApiError, asApiError } from "../api/errors";
import type { Sealing } from "./draft";

/** A sealing that waits to be sent, or that the server refused. Kept on the device until one of the two is settled. */
export interface Posting {
  /** Made by this device, so that a posting is known again after a crash. */
  id: string;
  mrn: string;
  sealing: Sealing;
  state: "waiting" | "refused";
  problem: string | null;
}

/** Where postings are kept: IndexedDB in a browser, memory in tests. */
export interface Shelf {
  all(): Promise<Posting[]>;
  put(posting: Posting): Promise<void>;
  remove(id: string): Promise<void>;
}

export class MemoryShelf implements Shelf {
  private readonly kept = new Map<string, Posting>();

  async all(): Promise<Posting[]> {
    return [...this.kept.values()];
  }

  async put(posting: Posting): Promise<void> {
    this.kept.set(posting.id, posting);
  }

  async remove(id: string): Promise<void> {
    this.kept.delete(id);
  }
}

/** A journey as far as a sealing can be known again in it. */
export interface Bound {
  id: string;
  consignment_id: string;
  container_number: string;
  seal_number: string;
  device_id: string;
  sealed_at: string;
  due_at: string;
  to_site: string;
}

/** How postings reach the server. */
export interface Carrier {
  send(sealing: Sealing): Promise<Bound>;
  /** The journeys that the consignment has already. */
  journeysOf(consignmentId: string): Promise<Bound[]>;
}

/** Only these say that the sealing itself is wrong; anything else is a reason to try again later. */
const FINAL = new Set([400, 404, 409, 413, 422]);

function isSame(journey: Bound, sealing: Sealing): boolean {
  return (
    journey.device_id === sealing.device_id &&
    journey.container_number === sealing.container_number &&
    Math.abs(Date.parse(journey.sealed_at) - Date.parse(sealing.sealed_at)) < 1000
  );
}

/**
 * Sends one sealing. When the answer to an earlier attempt was lost on the way, the server says "on its way already";
 * then the journey with the same device, container and moment is ours, and all is well.
 */
async function deliver(carrier: Carrier, sealing: Sealing): Promise<Bound> {
  try {
    return await carrier.send(sealing);
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.status !== 409) throw thrown;
    const known = await carrier.journeysOf(sealing.consignment_id);
    const ours = known.find((journey) => isSame(journey, sealing));
    if (ours) return ours;
    throw thrown;
  }
}

export interface Flushed {
  sent: { posting: Posting; journey: Bound }[];
  refused: Posting[];
}

/** Sends what waits, oldest first. Stops at the first sign that the server cannot be reached; order is kept. */
export async function flush(shelf: Shelf, carrier: Carrier): Promise<Flushed> {
  const result: Flushed = { sent: [], refused: [] };
  const waiting = (await shelf.all()).filter((posting) => posting.state === "waiting");
  waiting.sort((a, b) => a.sealing.sealed_at.localeCompare(b.sealing.sealed_at));
  for (const posting of waiting) {
    try {
      const journey = await deliver(carrier, posting.sealing);
      await shelf.remove(posting.id);
      result.sent.push({ posting, journey });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!FINAL.has(error.status)) break;
      const problem = error.problems.map((one) => one.message).join(" ") || error.message;
      const refused: Posting = { ...posting, state: "refused", problem };
      await shelf.put(refused);
      result.refused.push(refused);
    }
  }
  return result;
}
