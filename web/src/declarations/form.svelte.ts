import { getContext, setContext } from "svelte";
import { api } from "../api/client";
import { ApiError, type Problem } from "../api/errors";
import type { Schemas } from "../api/paths";
import { problemText } from "../i18n/i18n.svelte";
import { draftKey, dropDraft, keepDraft } from "./draft";
import { fieldId } from "./fields";
import {
  blankCall,
  blankContainer,
  blankItem,
  blankParty,
  toSend,
  type Stored,
  type GoodsItem,
  type Lodgement,
} from "./lodgement";

type Lodged = Schemas["LodgedOut"];

/** What a form edits: a new declaration, or the next version of one. */
export interface Target {
  consignment_id: string;
  version: number;
}

/** The declaration while it is written: its content, what is wrong with it, and the draft kept of it. */
export class LodgementForm {
  content = $state() as Lodgement;
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  keptAt = $state<string | null>(null);
  checked = $state(false);
  private cleared = $state.raw<ReadonlySet<string>>(new Set());

  constructor(
    content: Lodgement,
    readonly target: Target | null,
    private readonly owner: string,
  ) {
    this.content = content;
  }

  /** The complaint at a field, until somebody has changed the field. */
  problem(path: string): string | undefined {
    const found = this.problems.find((problem) => problem.field === path && !this.cleared.has(fieldId(path)));
    return found && problemText(found);
  }

  get problems(): readonly Problem[] {
    return this.error?.problems ?? [];
  }

  touched(control: EventTarget | null): void {
    this.checked = false;
    const id = control instanceof HTMLElement ? control.id : "";
    if (id && !this.cleared.has(id)) this.cleared = new Set([...this.cleared, id]);
  }

  addItem(pattern?: GoodsItem): void {
    const items = this.content.goods_items;
    const fresh = pattern ? $state.snapshot(pattern) : blankItem(0, this.content.invoice_currency);
    items.push({ ...fresh, number: items.length + 1 });
  }

  removeItem(index: number): void {
    this.content.goods_items.splice(index, 1);
    this.content.goods_items.forEach((item, at) => (item.number = at + 1));
    this.error = null;
  }

  addContainer(): void {
    this.content.waybill.containers.push(blankContainer());
  }

  /** A container that goes is taken out of the goods items too. */
  removeContainer(index: number): void {
    const [gone] = this.content.waybill.containers.splice(index, 1);
    for (const item of this.content.goods_items) {
      item.container_numbers = item.container_numbers.filter((number) => number !== gone?.number);
    }
    this.error = null;
  }

  addCall(): void {
    this.content.waybill.itinerary.push(blankCall());
  }

  removeCall(index: number): void {
    this.content.waybill.itinerary.splice(index, 1);
    this.error = null;
  }

  notifyParty(present: boolean): void {
    this.content.waybill.notify = present ? blankParty() : null;
  }

  private get sent(): Stored {
    return toSend($state.snapshot(this.content) as Lodgement);
  }

  keep(): void {
    this.keptAt = keepDraft(this.key, $state.snapshot(this.content) as Lodgement);
  }

  forget(): void {
    dropDraft(this.key);
    this.keptAt = null;
  }

  get key(): string {
    return draftKey(this.owner, this.target?.consignment_id ?? "new");
  }

  /** Asks the server for its verdict without lodging anything. */
  async check(): Promise<void> {
    await this.ask(async () => {
      const { problems } = await api.post("/api/declarations/check", this.sent);
      if (problems.length) throw new ApiError(422, "invalid", "", problems);
      this.checked = true;
    });
  }

  /** Lodges, or amends; null where the server said no. */
  lodge(): Promise<Lodged | null> {
    return this.ask(async () => {
      const lodged = this.target
        ? await this.amend(this.target)
        : await api.post("/api/declarations", this.sent);
      this.forget();
      return lodged;
    });
  }

  private amend({ consignment_id, version }: Target): Promise<Lodged> {
    const body = { version, lodgement: this.sent };
    return api.put("/api/declarations/{consignment_id}", body, { path: { consignment_id } });
  }

  private async ask<T>(work: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.error = null;
    this.cleared = new Set();
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      this.error = thrown;
      return null;
    } finally {
      this.busy = false;
    }
  }
}

const FORM = Symbol("the form of this page");

export function provideForm(form: LodgementForm): void {
  setContext(FORM, () => form);
}

export function useForm(): LodgementForm {
  return getContext<() => LodgementForm>(FORM)();
}
