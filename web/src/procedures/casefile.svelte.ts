import { api } from "../api/client";
import type { Entry } from "../consignments/types";
import type { Lodgement, Party } from "../declarations/lodgement";
import type { Scan } from "../viewer/scan";
import { Resource } from "./resource.svelte";

export interface Declaration {
  consignment_id: string;
  mrn: string;
  state: string;
  version: number;
  lodgement: Lodgement;
  lodged_at: string;
}

export interface Enterprise {
  id: string;
  name: string;
  [fact: string]: unknown;
}

export interface Journey {
  id: string;
  consignment_id: string;
  container_number: string;
  plate: string;
  seal_number: string;
  state: string;
  sealed_at: string;
  due_at: string;
  alarms: unknown[];
}

/** A scan in a list: without its views. */
export type ScanLine = Pick<Scan, "id" | "modality" | "received_at" | "state">;

interface Items<T> {
  items: T[];
}

/** What is known of one consignment besides its scan; each part is fetched when its tab is opened. */
export class CaseFile {
  readonly declaration: Resource<Declaration>;
  readonly timeline: Resource<Entry[]>;
  readonly journeys: Resource<Journey[]>;
  readonly enterprises: Resource<{ role: PartyRole; party: Party; enterprise: Enterprise | null }[]>;
  /** All scans of the consignment, newest first. */
  readonly scans: Resource<ScanLine[]>;

  constructor(readonly consignmentId: string) {
    const path = { id: consignmentId };
    this.declaration = new Resource(() => api.get<Declaration>("/api/declarations/{id}", { path }));
    this.timeline = new Resource(async () => {
      const found = await api.get<Items<Entry>>("/api/consignments/{id}/timeline", { path });
      return found.items;
    });
    this.journeys = new Resource(async () => {
      const found = await api.get<Items<Journey>>("/api/journeys", { query: { state: "all" } });
      return found.items.filter((journey) => journey.consignment_id === consignmentId);
    });
    this.scans = new Resource(async () => {
      const found = await api.get<Items<ScanLine>>("/api/scans", {
        query: { consignment_id: consignmentId },
      });
      return found.items;
    });
    this.enterprises = new Resource(() => this.parties());
  }

  private async parties(): Promise<{ role: PartyRole; party: Party; enterprise: Enterprise | null }[]> {
    if (!this.declaration.value) await this.declaration.load();
    const lodgement = this.declaration.value?.lodgement;
    if (!lodgement) return [];
    const { declarant, waybill } = lodgement;
    const parties: [PartyRole, Party | null][] = [
      ["declarant", declarant],
      ["consignor", waybill.consignor],
      ["consignee", waybill.consignee],
      ["notify", waybill.notify],
    ];
    const named = parties.filter((entry): entry is [PartyRole, Party] => entry[1] !== null);
    return Promise.all(
      named.map(async ([role, party]) => ({
        role,
        party,
        enterprise: await enterprise(party.enterprise_id),
      })),
    );
  }
}

export type PartyRole = "declarant" | "consignor" | "consignee" | "notify";

/** A party may be unknown to our register; that is a fact to show, not an error. */
async function enterprise(id: string | null): Promise<Enterprise | null> {
  if (!id) return null;
  return api.get<Enterprise>("/api/enterprises/{id}", { path: { id } }).catch(() => null);
}
