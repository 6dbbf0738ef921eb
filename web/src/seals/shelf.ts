import type { Posting, Shelf } from "./outbox";

const NAME = "customhouse";
const STORE = "sealings";

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Postings in the browser's own database: they outlive the page, the battery and the way through the tunnel. */
export class IndexedShelf implements Shelf {
  private database: Promise<IDBDatabase> | null = null;

  async all(): Promise<Posting[]> {
    return done((await this.store("readonly")).getAll() as IDBRequest<Posting[]>);
  }

  async put(posting: Posting): Promise<void> {
    await done((await this.store("readwrite")).put(posting));
  }

  async remove(id: string): Promise<void> {
    await done((await this.store("readwrite")).delete(id));
  }

  private async store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.database ??= opened();
    return (await this.database).transaction(STORE, mode).objectStore(STORE);
  }
}
