import { describe, expect, it } from "vitest";
import { ApiError, offlineError } from "../api/errors";
import type { Sealing } from "./draft";
import { flush, MemoryShelf, type Bound, type Carrier, type Posting } from "./outbox";

function makePosting(id: string, changes: Partial<Sealing> = {}): Posting {
  return {
    id,
    mrn: "26XM7K3QH5T2B0001",
    state: "waiting",
    problem: null,
    sealing: {
      consignment_id: "c1",
      container_number: "MSKU1234565",
      seal_number: "XM-0051",
      device_id: "7031060010",
      corridor_id: "mersea-eastholm",
      plate: "XM 482 KD",
      sealed_at: "2026-11-23T12:00:00.000Z",
      photo: null,
      ...changes,
    },
  };
}

function boundBy(sealing: Sealing): Bound {
  return {
    ...sealing,
    id: `journey of ${sealing.device_id}`,
    due_at: "2026-11-23T17:00:00Z",
    to_site: "XMEHM",
  };
}

/** A server in a few lines: it refuses a seal that is on its way, as the real one does. */
class Server implements Carrier {
  readonly journeys: Bound[] = [];
  reachable = true;
  loseNextAnswer = false;

  async send(sealing: Sealing): Promise<Bound> {
    if (!this.reachable) throw offlineError();
    if (sealing.device_id === "bad") throw new ApiError(422, "invalid", "The request cannot be done.");
    if (this.journeys.some((one) => one.device_id === sealing.device_id)) {
      throw new ApiError(409, "conflict", "Seal or container are on their way.");
    }
    const journey = boundBy(sealing);
    this.journeys.push(journey);
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false;
      throw offlineError();
    }
    return journey;
  }

  async journeysOf(): Promise<Bound[]> {
    return this.journeys;
  }
}

async function shelfWith(...postings: Posting[]): Promise<MemoryShelf> {
  const shelf = new MemoryShelf();
  for (const posting of postings) await shelf.put(posting);
  return shelf;
}

describe("the outbox", () => {
  it("keeps everything while the server cannot be reached, and sends it in order afterwards", async () => {
    const server = new Server();
    const shelf = await shelfWith(
      makePosting("later", { sealed_at: "2026-11-23T12:30:00.000Z", device_id: "2" }),
      makePosting("first", { device_id: "1" }),
    );
    server.reachable = false;
    await flush(shelf, server);

    expect(await shelf.all()).toHaveLength(2);

    server.reachable = true;
    const { sent } = await flush(shelf, server);

    expect(sent.map(({ posting }) => posting.id)).toEqual(["first", "later"]);
    expect(await shelf.all()).toEqual([]);
  });

  it("knows its own journey again when the answer was lost on the way", async () => {
    const server = new Server();
    const shelf = await shelfWith(makePosting("one"));
    server.loseNextAnswer = true;
    await flush(shelf, server);
    const { sent, refused } = await flush(shelf, server);

    expect([sent.length, refused.length, server.journeys.length]).toEqual([1, 0, 1]);
  });

  it("shows a conflict with another officer's sealing and never merges it", async () => {
    const server = new Server();
    server.journeys.push(boundBy(makePosting("theirs", { sealed_at: "2026-11-23T11:00:00.000Z" }).sealing));
    const shelf = await shelfWith(makePosting("mine"));
    const { refused } = await flush(shelf, server);

    expect(refused.map((one) => [one.state, one.problem])).toEqual([
      ["refused", "Seal or container are on their way."],
    ]);
    expect(await shelf.all()).toHaveLength(1);
  });

  it("does not let a refused sealing hold up the others", async () => {
    const server = new Server();
    const shelf = await shelfWith(
      makePosting("wrong", { device_id: "bad" }),
      makePosting("right", { sealed_at: "2026-11-23T12:30:00.000Z" }),
    );
    const { sent, refused } = await flush(shelf, server);

    expect([sent[0]?.posting.id, refused[0]?.id]).toEqual(["right", "wrong"]);
  });
});
