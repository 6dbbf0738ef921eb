import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { Document, ReadConsignment, ReadField } from "./types";

/** One consignment of a document while a person goes through its fields. */
export class ReadingDesk {
  consignment = $state.raw<ReadConsignment | null>(null);
  /** What stands in each field now, by its path. */
  values = $state<Record<string, string>>({});
  /** Fields that a person has confirmed or changed. */
  private settled = $state<Record<string, boolean>>({});
  /** The field whose place is lit. */
  lit = $state<string | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);

  constructor(
    readonly document: Document,
    readonly number: number,
  ) {}

  async load(): Promise<void> {
    try {
      const path = { document_id: this.document.id, number: this.number };
      const found = await api.get("/api/waybills/documents/{document_id}/consignments/{number}", { path });
      this.values = Object.fromEntries(this.fillable(found).map(({ field, value }) => [field, value]));
      this.consignment = found;
    } catch (thrown) {
      this.error = asApiError(thrown);
    }
  }

  private fillable(consignment: ReadConsignment | null): ReadField[] {
    return (consignment?.fields ?? []).filter((field) => field.fillable);
  }

  get fields(): ReadField[] {
    return this.fillable(this.consignment);
  }

  get also(): ReadField[] {
    return (this.consignment?.fields ?? []).filter((field) => !field.fillable);
  }

  get open(): ReadField[] {
    return this.fields.filter((field) => field.doubtful && !this.settled[field.field]);
  }

  get doubtful(): number {
    return this.fields.filter((field) => field.doubtful).length;
  }

  isSettled(field: ReadField): boolean {
    return !field.doubtful || this.settled[field.field] === true;
  }

  isChanged(field: ReadField): boolean {
    return this.values[field.field] !== field.value;
  }

  settle(field: ReadField): void {
    this.settled[field.field] = true;
  }

  change(field: ReadField, value: string): void {
    this.values[field.field] = value;
    this.settle(field);
  }

  /** The next field that waits for somebody, after this one; from the top where none follows. */
  nextOpen(after: ReadField | null): ReadField | null {
    const { fields, open } = this;
    const at = after ? fields.indexOf(after) : -1;
    return open.find((field) => fields.indexOf(field) > at) ?? open[0] ?? null;
  }

  /** Sends what was confirmed; the answer is the beginning of a lodgement, null where the server said no. */
  async confirm(): Promise<Record<string, unknown> | null> {
    this.busy = true;
    this.error = null;
    try {
      const values = Object.fromEntries(
        this.fields
          .filter((field) => field.doubtful || this.isChanged(field))
          .map(({ field }) => [field, this.values[field] ?? ""]),
      );
      const body = { consignment: this.number, values };
      const path = { document_id: this.document.id };
      return (await api.post("/api/waybills/documents/{document_id}/confirm", body, { path })).draft;
    } catch (thrown) {
      this.error = asApiError(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
